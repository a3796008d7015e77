"""What the public says of the brands, against the sample's truth."""

from __future__ import annotations

import pytest
from conftest import Warehouse
from landed import Landed


@pytest.fixture(scope="module")
def told(built_warehouse: Warehouse) -> Landed:
    """The landed sample and its truth, with the warehouse attached.

    `usable` are the truth's mentions that a fact must hold, `facts` those it holds.
    """
    landed = Landed(built_warehouse.landing)
    for statement in (
        f"attach '{built_warehouse.database}' as warehouse (read_only)",
        """
        create table usable as
        select * from truth.mentions
        where not is_deleted and (source_system, record_id) not in (
            select (source_system, record_id) from truth.dirt where kind = 'unparsable_date'
        )
        """,
        "create table facts as select * from warehouse.core.fct_brand_mentions",
    ):
        landed.connection.execute(statement)
    return landed


def test_every_brand_that_is_named_is_found_and_no_other(told: Landed) -> None:
    """Mention by mention and brand by brand; those of two brands are in the hundreds."""
    truth, found = (
        told.query(f"""
            select source_system, {record}, brand_id, platform, post_type, occurred_at
            from {relation} order by all
        """)
        for relation, record in (("usable", "record_id"), ("facts", "source_record_id"))
    )
    assert found == truth
    assert len(truth) - len({row[:2] for row in truth}) > 500


def test_most_brands_are_found_in_the_text_alone(told: Landed) -> None:
    """What only the listening tool's query tells of are handles of other platforms."""
    by_row, all_found = told.query("""
        select count(*) filter (named_as = 'source'), count(*) from facts
        where source_system = 'social'
    """)[0]
    assert all_found > 8_000
    assert by_row < 0.01 * all_found


def test_spam_own_posts_and_ratings_are_those_of_the_truth(told: Landed) -> None:
    """None is missed, none is wrong, and there are enough of them."""
    wrong = told.query("""
        select usable.record_id, usable.brand_id
        from usable
        join facts on facts.source_system = usable.source_system
            and facts.source_record_id = usable.record_id and facts.brand_id = usable.brand_id
        where facts.is_spam != usable.is_spam
            or facts.is_own_post != usable.is_own_post
            or facts.is_in_voice = (usable.is_spam or usable.is_own_post)
            or (facts.rating is null) != (usable.rating is null)
            or abs(facts.rating - usable.rating) > 1e-9
    """)
    assert wrong == []
    counts = told.query("""
        select count(*) filter (is_spam), count(*) filter (is_own_post), count(rating) from facts
    """)[0]
    assert min(counts) > 100


def test_voice_ratings_and_their_shares_are_those_of_the_truth(told: Landed) -> None:
    """Every month of every brand, in exact counts."""
    differing, months = told.query("""
        with counted as (
            select brand_id, date_trunc('month', occurred_at)::date as month,
                count(*) as mentions,
                count(*) filter (post_type in ('quote', 'repost')) as passed_on,
                count(rating) as ratings, avg(rating) as rating
            from usable where not is_spam and not is_own_post group by all
        ), truth as (
            select *, mentions / sum(mentions) over (partition by month) as share from counted
        ), found as (
            select * from warehouse.social.brand_reputation
            where period_grain = 'month' and mention_count > 0
        )
        select count(*) filter (
                truth.mentions is distinct from found.mention_count
                or truth.passed_on != found.quote_count + found.repost_count
                or truth.ratings != found.rating_count
                or abs(truth.share - found.share_of_voice) > 1e-9
                or case when truth.ratings >= 5 then
                    found.average_rating is null or abs(truth.rating - found.average_rating) > 1e-9
                    else found.average_rating is not null end
            ), count(*)
        from truth full join found
            on found.brand_id = truth.brand_id and found.period_start_date = truth.month
    """)[0]
    assert months > 100
    assert differing == 0


def test_reputation_shows_the_nps_of_the_panel(told: Landed) -> None:
    """Of every brand and wave, as the NPS mart has it, and of no other survey."""
    shown = told.query("""
        select brand_id, period_start_date, nps, nps_response_count
        from warehouse.social.brand_reputation
        where period_grain = 'month' and nps is not null order by all
    """)
    assert shown == told.query("""
        select brand_id, period_start_date, nps, response_count
        from warehouse.nps.nps_by_period
        where survey_kind = 'benchmark' and dimension = 'overall' and period_grain = 'month'
            and nps is not null order by all
    """)
    assert len({brand for brand, *_ in shown}) == 5
