-- explode_array

with

texts as (

    select * from (
        values
        (1, 'a b'),
        (2, '服务'),
        (3, null)
    ) as texts (text_id, words)

),

exploded as (

    select
        text_id,
        {{ explode_array("split(words, ' ')") }} as word
    from texts

),

expected as (

    select
        text_id,
        word
    from (
        values
        (1, 'a'),
        (1, 'b'),
        (2, '服务')
    ) as expected (text_id, word)

),

missing as (

    select * from expected
    except all
    select * from exploded

),

surplus as (

    select * from exploded
    except all
    select * from expected

)

select * from missing
union all
select * from surplus
