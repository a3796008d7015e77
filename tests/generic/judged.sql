{#-
    A staging model keeps every landed row once, says why each is not current, and
    holds one current row for each key.
-#}
{% test judged(model, key) %}

with

judged as (

    select
        {{ key | join(', ') }},
        record_status,
        status_reason,
        _load_id,
        _row_number
    from {{ model }}

)

select
    'the same landed row twice' as fault,
    _load_id,
    _row_number
from judged
group by 2, 3
having count(*) > 1
union all
select
    'a status without its reason' as fault,
    _load_id,
    _row_number
from judged
where
    _load_id is null
    or _row_number is null
    or coalesce(record_status, '') not in ('current', 'superseded', 'quarantined')
    or (record_status = 'current') != (status_reason is null)
union all
select
    'two current rows of a key' as fault,
    max(_load_id) as _load_id,
    max(_row_number) as _row_number
from judged
where record_status = 'current'
group by {{ key | join(', ') }}
having count(*) > 1

{% endtest %}
