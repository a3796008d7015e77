-- One row per response and question, blank or not, each with the row it came from.
with

renamed as (

    select
        'r1' as response_id,
        '10' as nps,
        ' good ' as reason,
        cast(null as string) as wave,
        cast(1 as bigint) as _load_id,
        timestamp '2024-01-31 10:00:00' as _loaded_at,
        'wide/nps.csv' as _source_file,
        cast(7 as bigint) as _row_number,
        '{}' as raw_record

),

{{ answers_from_columns('renamed', ['nps', 'reason', 'wave']) }},

expected as (

    select * from (
        values
        ('nps', cast(10 as double), '10'),
        ('reason', null, 'good'),
        ('wave', null, null)
    ) as expected (question_id, answer_score, answer_text)

)

select
    answered.question_id as found_question_id,
    expected.question_id as expected_question_id
from answered
full outer join expected
    on answered.question_id = expected.question_id
    and answered.answer_score is not distinct from expected.answer_score
    and answered.answer_text is not distinct from expected.answer_text
    and answered.response_id = 'r1'
    and answered._row_number = 7
where
    answered.question_id is null
    or expected.question_id is null
