"""The surveys of the sample world, recounted from the raw files and held against their truth."""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from datetime import date
from pathlib import Path
from statistics import mean

import pytest
from landed import Landed
from sample import write_sample
from sampling import stories
from sampling.survey_dirt import KINDS
from sampling.survey_plan import SURVEYS

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
AS_OF = date(2026, 11, 1)
SOURCES = ["qualtrics", "surveys"]
RELATIONSHIP = "SV_meridian_relationship"
# Points of a score, and the mean of them.
POINTS = "case when {0} >= 9 then 100.0 when {0} >= 7 then 0.0 when {0} >= 0 then -100.0 end"
NPS = f"avg({POINTS.format('score')})"

# Everything below is read from the raw files alone, by METRICS' rules. Of each record the last
# version; a response is known by its own id, a person by the CRM id or else by what the tool has.
RECOUNT = r"""
create or replace temp macro read_moment(t) as case
    when regexp_full_match(t, '\d{13}') then make_timestamp(t::bigint * 1000)
    when regexp_full_match(t, '\d{10}') then make_timestamp(t::bigint * 1000000)
    when regexp_full_match(t, '\d{5}\.\d+')
        then make_timestamp(round((t::double - 25569) * 86400)::bigint * 1000000)
    when t like '__/__/____ %' then strptime(t, '%m/%d/%Y %H:%M:%S')
    else cast(try_cast(t as timestamptz) as timestamp)
end;
create or replace temp table embedded as
    select response_id, key, max(value) as value
    from qualtrics.survey_embedded_data group by all;
create or replace temp table generic_rows as
    select *, coalesce(channel, survey_channel) as way, read_moment(submitted_at) as moment
    from surveys.survey_responses where filename not like '%.resent.%';
create or replace temp table responses as
    select 'qualtrics' as source, id, survey_id, distribution_channel as way,
        end_date::timestamp as moment, duration_in_seconds::bigint as seconds,
        finished = '1' as is_complete, status = '1' as is_preview, bot.value::double as bot_score,
        coalesce(who.value, recipient_email) as person, '' as related,
        coalesce(segment.value, 'unknown') as segment, tier.value as tier,
        product.value as product, place.value as region, account.value as account
    from (
        select * from qualtrics.survey_response
        qualify row_number() over (
            partition by id order by last_modified_date desc, _fivetran_synced desc) = 1
    )
    left join embedded bot on bot.response_id = id and bot.key = 'Q_RecaptchaScore'
    left join embedded who on who.response_id = id and who.key = 'customer_id'
    left join embedded segment on segment.response_id = id and segment.key = 'customer_segment'
    left join embedded tier on tier.response_id = id and tier.key = 'value_tier'
    left join embedded product on product.response_id = id and product.key = 'product_id'
    left join embedded place on place.response_id = id and place.key = 'region'
    left join embedded account on account.response_id = id and account.key = 'account_id'
    union all by name
    select 'surveys' as source, response_id as id, survey_id, way, moment,
        duration_seconds::bigint as seconds, is_complete::boolean as is_complete,
        is_preview::boolean as is_preview, bot_score::double as bot_score,
        coalesce(customer_id, respondent_id) as person, coalesce(related_record_id, '') as related,
        product_id as product, region,
        (select any_value(answer::json ->> '$') from surveys.survey_answers
            where question_id = 'value_tier' and response_id = rows.response_id) as tier
    from generic_rows rows
    where response_id is not null and moment is not null
    qualify row_number() over (partition by response_id order by updated_at desc) = 1;
create or replace temp table answers as
    select 'qualtrics' as source, response_id as id, question_id, value as answer
    from qualtrics.question_response
    qualify row_number() over (
        partition by response_id, question_id order by _fivetran_synced desc) = 1
    union all
    select 'surveys', response_id, question_id, answer::json ->> '$'
    from surveys.survey_answers where response_id is not null
    qualify row_number() over (
        partition by response_id, question_id order by updated_at desc) = 1;
create or replace temp table dimensions as
    select * from (values ('QID1', 'overall'), ('QID2', 'communication'), ('QID3', 'quality'),
        ('QID4', 'control'), ('QID5', 'improvement'), ('q_nps', 'overall'), ('q_enps', 'overall'))
        as t (question_id, dimension);
create or replace temp table counted as
    with valid as (
        select responses.*, dimension, answer::tinyint as score,
            case when survey_id in ('employee_survey', 'exit_anonymous') then id
                else coalesce(person, id) end as who
        from responses
        join answers using (source, id)
        join dimensions using (question_id)
        where regexp_full_match(answer, '10|[0-9]') and not is_preview and bot_score >= 0.5
            and moment < '2030-01-01'
    )
    select * from (
        select *, lead(moment) over (
            partition by survey_id, who, related, dimension order by moment, id) as next_moment
        from valid
    )
    where next_moment is null or next_moment > moment + interval 24 hours;
"""


def recount(world: Landed) -> Landed:
    """Make the tables responses, answers, counted and so on of what is in the files."""
    world.connection.execute(RECOUNT)
    return world


@pytest.fixture(scope="module")
def world(sample_world: Landed) -> Landed:
    """The default world, recounted."""
    return recount(sample_world)


def ids(world: Landed, sql: str) -> set[str]:
    """The first column of a query."""
    return {row[0] for row in world.query(sql)}


def planted(world: Landed, kind: str, sources: str = "'qualtrics', 'surveys'") -> set[str]:
    """Responses that the truth says have a kind of dirt."""
    return ids(
        world,
        f"select record_id from truth.dirt where kind = '{kind}' and source_system in ({sources}) "
        "and record_id is not null",
    )


def seed_column(name: str, column: str) -> set[str]:
    """Values of one column of a seed."""
    with (SEEDS / f"{name}.csv").open(newline="") as lines:
        return {row[column] for row in csv.DictReader(lines)}


def counts_differ(world: Landed) -> list[tuple]:
    """Answers that count in the files and not in the truth, or the other way round."""
    return world.query("""
        with stated as (
            select source_system as source, response_id as id, survey_id, dimension,
                counted_score as score
            from truth.answers
            where source_system in ('qualtrics', 'surveys') and counted_score is not null
        ), found as (select source, id, survey_id, dimension, score from counted)
        (from found except all from stated) union all (from stated except all from found)
        limit 5
    """)


def test_every_counted_score_is_the_truth(world: Landed) -> None:
    """Answer by answer, by survey and dimension: corrections in, spoiled and repeated ones out."""
    assert counts_differ(world) == []
    found = world.query("select survey_id, dimension, count(*) from counted group by 1, 2")
    assert len(found) == 9
    assert all(count > 100 for _, _, count in found)
    # Its kind of dirt is the one that is told row by row.
    assert (
        world.value("""
            select count(*) from truth.answers
            left join (select record_id, kind from truth.dirt
                where kind != 'mixed_date_form' and source_system in ('qualtrics', 'surveys'))
                on record_id = response_id
            where source_system in ('qualtrics', 'surveys') and dirt is distinct from kind
                and dirt not in ('corrected', 'delivered_twice')
        """)
        == 0
    )
    # What does not count is told too, with the score before it was spoiled.
    assert (
        world.value("""
        select count(*) from truth.answers where source_system in ('qualtrics', 'surveys')
            and counted_score is null and (dirt is null or clean_score is null)
    """)
        == 0
    )


def test_days_after_the_world_add_up_to_its_truth(tmp_path: Path) -> None:
    """After some days the truth is that of all files landed until then."""
    for day in range(4):
        write_sample(tmp_path, AS_OF, scale=0.2, day=day, sources=SOURCES)
    world = recount(Landed(tmp_path))
    assert counts_differ(world) == []
    assert world.value(
        "select count(*) from responses where moment between '2026-11-01' and '2030-01-01'"
    )


def test_late_and_corrected_answers_come_in_later_exports(world: Landed) -> None:
    """An export holds answers given before the one before it was made."""
    kinds = ids(
        world,
        """
        select kind from truth.dirt join (
            select id as record_id, end_date::timestamp as moment, filename as landed
            from qualtrics.survey_response
            union all select response_id, moment, filename from generic_rows
        ) using (record_id)
        where (landed like '%.2026-10-01.%' and moment < '2025-04-30')
            or (landed like '%.2026-11-01.%' and moment < '2026-09-30')
    """,
    )
    assert {"late", "corrected", "delivered_twice"} <= kinds


def test_segments_in_the_files_are_the_truth(world: Landed) -> None:
    """What was given with a response, as of then; nothing for those who came by an open link."""
    for column in (
        "value_tier",
        "customer_segment",
        "lifecycle_stage",
        "account_id",
        "region",
        "product_id",
        "tenure_band",
        "respondent_role",
    ):
        differing = world.value(f"""
            select count(*) from truth.answers
            left join embedded on embedded.response_id = answers.response_id and key = '{column}'
            where survey_id = '{RELATIONSHIP}' and {column} is distinct from value
        """)
        assert differing == 0, column
    for column in ("value_tier", "customer_segment", "account_id"):
        differing = world.value(f"""
            select count(*) from truth.answers stated
            left join answers given on id = response_id and question_id = '{column}'
            where source_system = 'surveys' and dirt is distinct from 'missing_response_id'
                and {column} is distinct from given.answer
        """)
        assert differing == 0, column
    for column in ("region", "product_id", "respondent_role"):
        differing = world.value(f"""
            select count(*) from truth.answers stated
            join generic_rows given using (response_id)
            where stated.{column} is distinct from given.{column}
        """)
        assert differing == 0, column
    # The generic tool is told no more than that.
    assert world.query("""
        select count(lifecycle_stage), count(tenure_band) from truth.answers
        where survey_id in ('post_ticket', 'post_purchase')
    """) == [(0, 0)]
    linked = world.query(
        """
        select count(*), count(person_id), count(account_id), count(value_tier)
        from truth.answers where survey_id = ? and channel_id = 'anonymous_link'
    """,
        [RELATIONSHIP],
    )
    assert linked[0][0] > 500 and linked[0][1:] == (0, 0, 0)


def test_employees_and_leavers_cannot_be_identified(world: Landed) -> None:
    """No id, address, account or record in the rows, and no person in the truth."""
    found = world.query("""
        select survey_id, count(*), count(respondent_id), count(respondent_email),
            count(respondent_phone), count(customer_id), count(related_record_id), count(region)
        from generic_rows where survey_id in ('employee_survey', 'exit_anonymous') group by 1
    """)
    assert len(found) == 2
    assert all(row[1] > 100 and not any(row[2:]) for row in found)
    told = ids(
        world,
        """
        select question_id from surveys.survey_answers join generic_rows using (response_id)
        where survey_id in ('employee_survey', 'exit_anonymous')
    """,
    )
    assert told == {"q_enps", "q_nps", "q_department", "tenure_band"}
    assert world.query("""
        select count(person_id), count(account_id) from truth.answers
        where survey_id in ('employee_survey', 'exit_anonymous')
    """) == [(0, 0)]
    months = world.query("""
        select date_trunc('month', moment), count(*) from responses
        where survey_id = 'employee_survey' group by 1
    """)
    assert len(months) == 3


def test_ids_refer_to_something(world: Landed) -> None:
    """Answers, invitations, contacts and related records; a customer has one account."""
    lost = planted(world, "broken_line") | planted(world, "undecodable_line")
    known = ids(world, "select response_id from generic_rows")
    answered = ids(world, "select response_id from surveys.survey_answers")
    assert answered - known == lost
    invited = ids(world, "select response_id from surveys.survey_invitations")
    assert invited - known <= lost
    in_qualtrics = ids(world, "select id from qualtrics.survey_response")
    for table in ("question_response", "survey_embedded_data"):
        assert ids(world, f"select response_id from qualtrics.{table}") == in_qualtrics
    assert ids(world, "select response_id from qualtrics.distribution_contact") <= in_qualtrics | {
        None
    }
    contacts = ids(world, "select id from qualtrics.directory_contact")
    assert ids(world, "select contact_id from qualtrics.distribution_contact") == contacts
    assert ids(world, "select distribution_id from qualtrics.distribution_contact") == ids(
        world, "select id from qualtrics.distribution"
    )
    assert ids(world, "select question_id from qualtrics.question_response") == ids(
        world, "select id from qualtrics.question"
    )
    several = world.query("""
        select who.value from embedded who join embedded account using (response_id)
        where who.key = 'customer_id' and account.key = 'account_id'
        group by 1 having count(distinct account.value) > 1
    """)
    assert several == []


def test_related_records_exist(world: Landed) -> None:
    """Tickets and orders that customers are asked about, with the customer who is asked."""
    related = ids(world, "select related from responses where related != ''")
    tickets = ids(world, "select 'zendesk:ticket:' || id from zendesk.ticket")
    orders = ids(world, "select 'crm:order:' || order_id from crm.orders")
    assert related <= tickets | orders
    assert related & tickets and related & orders


def test_words_are_in_the_seeds(world: Landed) -> None:
    """Surveys, questions, channels, labels."""
    assert ids(world, "select survey_id from responses") <= seed_column("surveys", "survey_id")
    asked = ids(world, "select question_id from answers") | ids(world, "select key from embedded")
    assert asked <= seed_column("survey_questions", "question_id")
    channels = seed_column("channels", "channel_id")
    ways = ids(world, "select way from responses")
    assert ways <= channels | seed_column("channel_aliases", "source_channel")
    assert ids(world, "select channel_id from truth.answers") <= channels
    labels = ids(
        world,
        """
        select answer from answers join responses using (source, id)
        where question_id = 'q_csat' and survey_id = 'post_purchase'
    """,
    )
    assert labels == seed_column("survey_answer_options", "answer_text")


# How each kind of dirt shows in the files. Of damaged lines only bytes tell.
VISIBLE = {
    "preview": "select id from responses where is_preview",
    "bot": "select id from responses where bot_score < 0.5",
    "incomplete": "select id from responses where not is_complete",
    "future_dated": "select id from responses where moment >= '2031-01-01'",
    "left_open_tab": "select id from responses where seconds >= 7200",
    "unparsable_date": "select response_id from generic_rows "
    "where submitted_at is not null and moment is null",
    "delivered_twice": "select id from qualtrics.survey_response "
    "group by id, last_modified_date having count(*) > 1",
    "corrected": "select id from qualtrics.survey_response group by 1 "
    "having count(distinct last_modified_date) > 1 union all "
    "select response_id from surveys.survey_answers where question_id = 'q_nps' "
    "and response_id is not null group by 1 having count(*) > 1",
    "blank_score": "select id from answers join dimensions using (question_id) "
    "where dimension = 'overall' and (answer is null or answer in ('', '99'))",
    "out_of_range": "select id from answers join dimensions using (question_id) "
    "where dimension = 'overall' and answer in ('11', '-1', '7.5', 'N/A')",
    "mixed_date_form": "select response_id from generic_rows where response_id is not null "
    r"and not regexp_full_match(started_at, '\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ')",
}


@pytest.mark.parametrize("kind", VISIBLE)
def test_planted_dirt_is_in_the_files_and_nothing_else(world: Landed, kind: str) -> None:
    """The rows that show it are those that the truth names."""
    unseen = ids(
        world,
        "select record_id from truth.dirt "
        "where kind in ('broken_line', 'undecodable_line', 'missing_response_id')",
    )
    found = ids(world, VISIBLE[kind])
    assert found == planted(world, kind) - unseen
    assert found


def test_scores_that_cannot_be_are_of_every_sort(world: Landed) -> None:
    """Too high, too low, no whole number, no number; the truth tells which."""
    stated = world.query(
        "select record_id, detail from truth.dirt "
        "where kind = 'out_of_range' and source_system in ('qualtrics', 'surveys')"
    )
    assert {detail for _, detail in stated} == {"11", "-1", "7.5", "N/A"}
    for record, detail in stated:
        assert (detail,) in world.query("select answer from answers where id = ?", [record])


def test_lost_rows_are_lost_in_the_files(world: Landed) -> None:
    """Blank ids, a field too many, a byte that is no text: as many as planted, line by line."""
    rows = world.value("select count(*) from generic_rows where response_id is null")
    assert rows == len(planted(world, "missing_response_id"))
    lines = [
        line
        for path in sorted(world.folder.glob("surveys/survey_responses.*.csv"))
        if ".resent." not in path.name
        for line in path.read_bytes().splitlines()
    ]
    for kind, end in (("broken_line", b"a field too many"), ("undecodable_line", b"\xff")):
        found = {line.split(b",")[0].decode() for line in lines if line.endswith(end)}
        assert found == planted(world, kind)
        assert found


def test_repeated_submissions_are_those_within_a_day(world: Landed) -> None:
    """The same known person, survey and record within 24 hours: planted, and nobody else."""
    repeated = ids(
        world,
        """
        select id from (
            select id, moment, lead(moment) over (
                partition by survey_id, coalesce(person, id), related order by moment
            ) as next_moment
            from responses
        ) where next_moment <= moment + interval 24 hours
    """,
    )
    assert repeated == planted(world, "repeated")


def test_late_answers_arrive_weeks_after(world: Landed) -> None:
    """As the connector's clock says, 10 to 60 days after they were given; others within hours."""
    late = ids(
        world,
        """
        select id from qualtrics.survey_response where end_date < '2031-01-01' group by 1
        having min(_fivetran_synced::timestamp) > min(end_date::timestamp) + interval 9 days
    """,
    )
    assert late == planted(world, "late", "'qualtrics'")
    assert (
        world.value("""
        select count(*) from truth.dirt where kind = 'late' and source_system = 'surveys'
    """)
        > 5
    )


def test_a_file_was_sent_twice_and_a_column_renamed(world: Landed) -> None:
    """The truth names the files; the options tell the loader the new name."""
    folder = world.folder / "surveys"
    named = dict(
        world.query(
            "select kind, file from truth.dirt where file is not null "
            "and source_system = 'surveys' and record_id is null"
        )
    )
    again = world.folder / named["duplicate_file"]
    assert again.read_bytes() == (folder / again.name.replace(".resent", "")).read_bytes()
    headers = {}
    for path in sorted(folder.glob("survey_responses.*.csv")):
        headers[path.name] = path.read_bytes().splitlines()[0].decode().split(",")
    first = headers.pop(Path(named["renamed_column"]).name)
    assert named["added_column"] == named["renamed_column"]
    for header in headers.values():
        assert [column for column in header if column != "supplied_weight"] == [
            {"survey_channel": "channel"}.get(column, column) for column in first
        ]
    assert "survey_channel: channel" in (folder / "_options.yml").read_text()


def test_rates_of_dirt_are_as_asked(world: Landed) -> None:
    """Within what chance allows, of the responses to the surveys that can have it."""
    sizes = dict(
        world.query("select survey_id, count(distinct response_id) from truth.answers group by 1")
    )
    for kind in KINDS:
        total = sum(sizes[SURVEYS[survey].survey_id] for survey in kind.surveys)
        expected = kind.rate * total
        assert abs(len(planted(world, kind.name)) - expected) < 4 * math.sqrt(expected) + 2, kind
    mixed = len(planted(world, "mixed_date_form"))
    total = world.value("select count(*) from generic_rows")
    assert mixed / total == pytest.approx(1 / 3, abs=0.05)


def test_speeders_can_be_found(world: Landed) -> None:
    """Under a third of the median of survey and channel, where 100 have completed it."""
    flagged = ids(
        world,
        """
        with paces as (
            select survey_id, way, median(seconds) as pace from responses where is_complete
            group by 1, 2 having count(*) >= 100
        )
        select id from responses join paces using (survey_id, way) where seconds < pace / 3
    """,
    )
    speeders = planted(world, "speeder") & ids(world, "select id from responses")
    assert len(speeders) > 200
    assert len(flagged & speeders) / len(speeders) >= 0.90
    assert len(flagged & speeders) / len(flagged) >= 0.85
    # Nobody honest is that fast, so the rule has nothing to forgive.
    assert flagged <= speeders


def test_a_small_world_has_every_kind_of_dirt(tmp_path: Path) -> None:
    """At scale 0.02, which fault tests run on; and it still adds up."""
    write_sample(tmp_path, AS_OF, scale=0.02, sources=SOURCES)
    small = recount(Landed(tmp_path))
    assert counts_differ(small) == []
    kinds = ids(small, "select kind from truth.dirt")
    assert kinds >= {kind.name for kind in KINDS}
    assert 60 < small.value("select count(*) from responses") < 300


def icc(groups: dict[str, list[int]]) -> float:
    """Intra-class correlation of one-way random effects, from groups of uneven size."""
    groups = {name: scores for name, scores in groups.items() if len(scores) > 1}
    count = sum(map(len, groups.values()))
    centre = mean(score for scores in groups.values() for score in scores)
    between = sum(len(scores) * (mean(scores) - centre) ** 2 for scores in groups.values())
    within = sum((x - mean(scores)) ** 2 for scores in groups.values() for x in scores)
    between_mean, within_mean = between / (len(groups) - 1), within / (count - len(groups))
    squares = sum(len(scores) ** 2 for scores in groups.values())
    size = (count - squares / count) / (len(groups) - 1)
    return (between_mean - within_mean) / (between_mean + (size - 1) * within_mean)


def test_answers_cluster_by_account(world: Landed) -> None:
    """Intra-class correlation of overall scores is about 0.3, one answer a person."""
    groups = defaultdict(list)
    for account, score in world.query(f"""
        select account, score from counted
        where survey_id = '{RELATIONSHIP}' and dimension = 'overall' and account is not null
        qualify row_number() over (partition by person order by moment desc) = 1
    """):
        groups[account].append(score)
    assert 0.22 < icc(groups) < 0.42


def test_waves_are_quarterly_with_the_same_people(world: Landed) -> None:
    """Twelve waves of 50 days at most, and people on both sides."""
    waves = world.query(f"""
        select floor(datediff('month', timestamp '2023-11-01', moment) / 3) as wave, count(*),
            max(datediff('day', timestamp '2023-11-01', moment)) from responses
        where survey_id = '{RELATIONSHIP}' and moment < '2030-01-01' group by 1 order by 1
    """)
    assert [int(wave) for wave, _, _ in waves] == list(range(12))
    assert all(150 < count < 500 for _, count, _ in waves)
    both = world.value(f"""
        select count(*) filter (where n > 1) / count(*) from (
            select count(*) as n from counted where survey_id = '{RELATIONSHIP}'
                and dimension = 'overall' and person is not null group by person)
    """)
    assert both > 0.4


def test_funnels_narrow_and_are_the_truth(world: Landed) -> None:
    """Each step within the one before, in time as well; and every invitation as the truth says."""
    world.connection.execute("""
        create or replace temp table funnel as
        select 'qualtrics' as source, contact_lookup_id as id, min(sent_at) as sent_at,
            bool_or(status like '%bounce') as is_bounced, min(opened_at) as opened_at,
            min(response_started_at) as started_at, min(response_completed_at) as completed_at
        from qualtrics.distribution_contact group by 2
        union all
        select 'surveys', invitation_id, min(sent_at), bool_or(bounced_at is not null),
            min(opened_at), min(started_at), min(completed_at)
        from surveys.survey_invitations group by 2
    """)
    assert (
        world.value("""
        select count(*) from funnel where (is_bounced and opened_at is not null)
            or (started_at is not null and opened_at is null)
            or (completed_at is not null and started_at is null)
            or not coalesce(sent_at <= opened_at, true)
            or not coalesce(opened_at <= started_at, true)
            or not coalesce(started_at < completed_at, true)
    """)
        == 0
    )
    assert (
        world.value(
            """
        select count(*) from funnel full join truth.invitations truth
            on source = source_system and id = invitation_id
        where (is_bounced_found, opened, started, completed) is distinct from
            (truth.is_bounced, truth.is_opened, truth.is_started, truth.is_completed)
    """.replace(
                "is_bounced_found, opened, started, completed",
                "funnel.is_bounced, opened_at is not null, started_at is not null, "
                "completed_at is not null",
            )
        )
        == 0
    )
    statuses = ids(world, "select status from qualtrics.distribution_contact")
    assert statuses == {
        "success",
        "hardbounce",
        "softbounce",
        "opened",
        "surveystarted",
        "surveypartiallyfinished",
        "surveyfinished",
    }
    # A completed invitation leads to its response, submitted when the invitation says.
    assert (
        world.value("""
        select count(*) from qualtrics.distribution_contact
        join responses on response_id = id
        where response_completed_at is not null and moment < '2030-01-01'
            and response_completed_at::timestamp != moment
    """)
        == 0
    )


def test_who_answers_depends_on_the_tier(world: Landed) -> None:
    """Response rates of the relationship survey, and of the months of the mix shift."""
    rates = dict(zip(("platinum", "gold", "silver"), stories.RESPONSE_RATES, strict=True))
    for tier, sent, answered in world.query("""
        select value_tier, count(*), count(*) filter (where is_completed) from truth.invitations
        where source_system = 'qualtrics' and sent_at < '2026-08-15' group by 1
    """):
        # A few do not come to the end.
        error = 4 * math.sqrt(rates[tier] * (1 - rates[tier]) / sent) + 0.02 * rates[tier]
        assert answered / sent == pytest.approx(rates[tier], abs=error), tier


def test_unequal_response_biases_the_raw_nps_and_weighting_undoes_it(world: Landed) -> None:
    """Those who like Meridian answer more: about ten points too many, until weighted by tier."""
    rows = world.query(f"""
        select invited.value_tier, invited.n, answered.n, answered.nps, answered.expected
        from (select value_tier, count(*) as n from truth.invitations
            where survey_id = '{RELATIONSHIP}' group by 1) invited
        join (select value_tier, count(*) as n, avg({POINTS.format("counted_score")}) as nps,
                avg(expected_nps) as expected from truth.answers
            where survey_id = '{RELATIONSHIP}' and dimension = 'overall'
                and counted_score is not null group by 1) answered using (value_tier)
    """)
    assert len(rows) == 3

    def weighted(weight: int, value: int) -> float:
        return sum(row[weight] * row[value] for row in rows) / sum(row[weight] for row in rows)

    assert 9 < weighted(2, 4) - weighted(1, 4) < 18
    assert 6 < weighted(2, 3) - weighted(1, 3) < 22


def did(world: Landed, touched: str, since: str) -> tuple[float, float]:
    """Change of NPS among the touched minus that of the others: in the files, and expected."""
    found = {
        (is_touched, is_after): (nps, expected)
        for is_touched, is_after, nps, expected in world.query(f"""
            select {touched}, moment >= '{since}', {NPS}, avg(expected_nps)
            from counted join truth.answers on id = response_id
                and counted.dimension = answers.dimension
            where counted.survey_id = '{RELATIONSHIP}' and counted.dimension = 'overall'
                and person is not null group by 1, 2
        """)
    }
    raw, expected = (
        (found[True, True][place] - found[True, False][place])
        - (found[False, True][place] - found[False, False][place])
        for place in (0, 1)
    )
    return raw, expected


def test_the_price_rise_is_felt_by_small_businesses(world: Landed) -> None:
    """About 40 points in the year after, against all others."""
    raw, expected = did(world, "segment = 'small_business'", "2025-11-01")
    assert expected == pytest.approx(-40, abs=12)  # other stories and who answers matter a little
    assert raw == pytest.approx(expected, abs=25)


def test_one_action_worked_and_the_other_did_not(world: Landed) -> None:
    """Spare parts of the press line: about 25 points; conveyors: nothing to speak of."""
    raw, expected = did(world, "product = 'press_line'", "2025-08-01")
    assert expected == pytest.approx(25, abs=10)
    # The difference of four means of several hundred answers, in clusters.
    assert raw == pytest.approx(expected, abs=25)
    raw, expected = did(world, "product = 'conveyor'", "2025-08-01")
    # Press lines are among the others.
    assert expected == pytest.approx(-10, abs=10)
    assert raw == pytest.approx(expected, abs=25)


def test_the_mix_shift_moves_the_total_and_no_tier(world: Landed) -> None:
    """For half a year silver answers more and platinum less: the total falls, tiers stay.

    The month after the outage is left aside.
    """
    when = "moment >= '2025-05-01' and moment < '2025-11-01'"
    shifted = "submitted_at >= '2025-05-01' and submitted_at < '2025-11-01'"
    rest = "submitted_at >= '2024-05-01' and submitted_at < '2026-04-01'"
    in_files = dict(
        world.query(f"""
            select ({when}), {NPS} from counted where survey_id in ('post_ticket', 'post_purchase')
                and moment >= '2024-05-01' and moment < '2026-04-01' group by 1
        """)
    )
    assert in_files[True] < in_files[False] - 6
    total = dict(
        world.query(f"""
            select {shifted}, avg(untouched_nps) from truth.answers
            where survey_kind = 'transactional' and {rest} group by 1
        """)
    )
    assert 9 < total[False] - total[True] < 18
    silver = dict(
        world.query(f"""
            select ({when}), avg((tier = 'silver')::int) from responses
            where survey_id in ('post_ticket', 'post_purchase') group by 1
        """)
    )
    assert silver[True] > silver[False] + 0.15
    expected = world.query(f"""
        select value_tier, avg(untouched_nps) filter (where {shifted}),
            avg(untouched_nps) filter (where not {shifted}), count(*) filter (where {shifted})
        from truth.answers where survey_kind = 'transactional' and {rest} group by 1
    """)
    assert len(expected) == 3
    for tier, during, otherwise, count in expected:
        assert during == pytest.approx(otherwise, abs=12 / math.sqrt(count / 15)), tier


def test_the_outage_lowers_answers_of_one_region_in_the_next_month(world: Landed) -> None:
    """North America after tickets and purchases, March 2026, back four weeks later."""
    outage = dict(
        world.query(f"""
            select date_trunc('month', moment) = '2026-04-01', {NPS} from counted
            where survey_id in ('post_ticket', 'post_purchase') and region = 'north_america'
                and moment < '2030-01-01' group by 1
        """)
    )
    assert outage[True] < outage[False] - 40


def test_called_back_detractors_answer_better(world: Landed) -> None:
    """Than those who were not, the next time that they are heard; half of those recover too."""
    nps = dict(
        world.query(f"""
            with next_scores as (
                select is_contacted, arg_min(score, moment) as score
                from truth.follow_ups
                join truth.answers using (person_id)
                join counted on id = answers.response_id
                    and counted.dimension = answers.dimension
                where trigger = 'detractor' and counted.survey_id = '{RELATIONSHIP}'
                    and counted.dimension = 'overall' and moment > follow_ups.submitted_at
                group by follow_ups.response_id, is_contacted
            )
            select is_contacted, {NPS} from next_scores group by 1
        """)
    )
    # 30 points are planted; 500 people say it to 8 points.
    assert 10 < nps[True] - nps[False] < 55
    recovered, contacted, count = world.query("""
        select avg(is_recovered::int) filter (where not is_contacted),
            count(*) filter (where is_contacted), count(*)
        from truth.follow_ups where trigger = 'detractor'
    """)[0]
    assert 0.4 < recovered < 0.75
    error = 4 * math.sqrt(0.25 / count)
    assert contacted / count == pytest.approx(stories.FOLLOW_UP_SHARE, abs=error)


def test_follow_ups_are_those_the_files_call_for(world: Landed) -> None:
    """Trigger, next score and recovery, worked out again from the scores in the files."""
    differing = world.query(f"""
        with heard as (
            select counted.id, person_id, tier, counted.moment, score,
                counted.survey_id = '{RELATIONSHIP}' as is_relationship,
                case when score >= 9 then 2 when score >= 7 then 1 else 0 end as category
            from counted join truth.answers on counted.id = response_id
                and counted.dimension = answers.dimension
            where counted.dimension = 'overall' and person_id is not null
        ), ordered as (
            select *, lag(category) over (
                partition by person_id, is_relationship order by moment) as earlier
            from heard
        ), expected as (
            select id, case when category = 0 then 'detractor'
                when category = 1 and earlier = 2 then 'fallen_promoter'
                when category = 1 and tier = 'platinum' then 'passive_of_high_value'
                when category = 2 then 'promoter_to_invite' end as trigger,
                (select arg_min(score, moment) from heard later
                where later.person_id = ordered.person_id and is_relationship
                    and later.moment > ordered.moment
                    and later.moment <= ordered.moment + interval 180 days) as next_score
            from ordered
        ), found as (select response_id, trigger, next_score from truth.follow_ups)
        (from found except all select * from expected where trigger is not null)
        union all
        (select * from expected where trigger is not null except all from found)
        limit 5
    """)
    assert differing == []
    kinds = dict(world.query("select trigger, count(*) from truth.follow_ups group by 1"))
    assert min(kinds.values()) > 100 and len(kinds) == 4


def test_promoters_turn_passive_then_leave(world: Landed) -> None:
    """People of the accounts that fall: promoters without exception, then passives, then gone."""
    answers = world.query("""
        select person_id, submitted_at, clean_score from truth.answers
        where stories like '%fallen_promoters%' and dimension = 'overall'
            and person_id is not null and submitted_at < '2030-01-01' order by 1, 2
    """)
    by_person = defaultdict(list)
    for person, _, score in answers:
        by_person[person].append("promoter" if score >= 9 else "passive" if score >= 7 else "no")
    turned = 0
    for categories in by_person.values():
        assert "no" not in categories
        assert categories == sorted(categories, reverse=True)
        turned += len(set(categories)) == 2
    assert turned >= 3
    last = max(at for _, at, _ in answers)
    assert last < max(at for (at,) in world.query("select moment from responses"))


def test_one_segment_is_too_small_to_show(world: Landed) -> None:
    """The public sector answers, but never five times in a quarter."""
    quarters = world.query("""
        select survey_kind, date_trunc('quarter', submitted_at), count(*) from truth.answers
        where customer_segment = 'public_sector' and dimension = 'overall'
            and counted_score is not null group by 1, 2
    """)
    assert quarters and all(count < 5 for _, _, count in quarters)


def test_comments_are_as_good_as_the_scores(world: Landed) -> None:
    """Each comment in the files is in the truth, good from promoters and bad from detractors."""
    in_files = world.query("""
        select response_id, question_id from qualtrics.question_response where text is not null
        group by all
        union all
        select response_id, question_id from surveys.survey_answers
        where question_id in ('q_reason', 'q_suggestion') and response_id is not null
    """)
    stated = world.query("""
        select record_id, field from truth.texts where source_system in ('qualtrics', 'surveys')
            and record_id not in (
                select record_id from truth.dirt where kind = 'missing_response_id')
    """)
    assert sorted(in_files) == sorted(stated)
    assert len(in_files) > 3000
    wrong = world.value("""
        with said as (
            select texts.*, clean_score from truth.texts
            join truth.answers on record_id = response_id and dimension = case field
                when 'QID7' then 'communication' when 'QID8' then 'quality'
                when 'QID9' then 'control' when 'QID10' then 'improvement' else 'overall' end
            where texts.source_system in ('qualtrics', 'surveys')
        )
        select count(*) from said where not (
            (clean_score >= 9 and sentiment = 1) or (clean_score <= 6 and sentiment = -1)
            or (clean_score in (7, 8) and sentiment in (0, 1)))
    """)
    assert wrong == 0
