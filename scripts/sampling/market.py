"""What CRM knows of the market: products, own and competing, events, and market shares.

All small, and written once for the world, with its first block.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from sampling import cases, stories
from sampling.block import Block
from sampling.files import words
from sampling.people import NEVER
from sampling.versions import table_of, versions
from sampling.world import BOREALIS, BRANDS, DAY, MERIDIAN, REGIONS, World

SYNC = 3600  # seconds until a version is exported
LINES = ["presses", "conveyors", "control_software", "cloud_software", "parts", "service"]
# Id, names, line, type, brand, and the months back of launch and of the end of sale (0 for none).
PRODUCTS = [
    ("press_line", "Press Line", "压机生产线", 0, "equipment", "meridian", 140, 0),
    ("conveyor", "Conveyor", "输送机", 1, "equipment", "meridian", 170, 0),
    ("meridian_control", "Meridian Control", "子午线控制", 2, "software", "meridian", 110, 0),
    ("meridian_cloud", "Meridian Cloud", "子午线云", 3, "software", "meridian", 90, 0),
    ("spare_parts", "Spare Parts", "备件", 4, "equipment", "meridian", 170, 0),
    ("service_plan", "Service Plan", "维保合同", 5, "service", "meridian", 120, 0),
    ("press_line_classic", "Press Line Classic", "压机经典版", 0, "equipment", "meridian", 240, 30),
    ("borealis_press", "Borealis Press", "北极光压机", 0, "equipment", "borealis", 130, 0),
    ("borealis_flow", "Borealis Flow", "北极光流", 3, "software", "borealis", 12, 0),
    ("castellan_press", "Castellan P", "城堡压机", 0, "equipment", "castellan", 150, 0),
    ("dynatek_belt", "Dynatek Belt", "动力科输送带", 1, "equipment", "dynatek", 100, 0),
    ("everline_control", "Everline Control", "恒线控制", 2, "software", "everline", 80, 0),
]
# First day of the Chinese year, by year.
SPRING_FESTIVALS = {
    **{2020: (1, 25), 2021: (2, 12), 2022: (2, 1), 2023: (1, 22), 2024: (2, 10), 2025: (1, 29)},
    **{2026: (2, 17), 2027: (2, 6), 2028: (1, 26), 2029: (2, 13), 2030: (2, 3), 2031: (1, 23)},
}
# Of the market's revenue, brand by brand; what a point of NPS adds to it two quarters later.
MARKET_SHARES = {"europe": [0.3, 0.17, 0.16, 0.14, 0.09], "china": [0.18, 0.2, 0.1, 0.15, 0.07]}
SHARE_PER_POINT = 0.003


def write(block: Block) -> None:
    """Write all tables."""
    _write_products(block)
    _write_events(block)
    _write_market_shares(block)


def _write_products(block: Block) -> None:
    world = block.world
    names = ["id", "name", "name_zh", "line", "type", "brand", "launched", "discontinued"]
    rows = table_of(
        names,
        [
            (
                *each,
                world.months_before(launched),
                world.months_before(ended) if ended else int(NEVER),
            )
            for *each, launched, ended in PRODUCTS
        ],
    )
    rows = versions(world, rows, rows["launched"] - 30 * DAY, rows["discontinued"])
    select = f"""
        id as product_id, name as product_name, name_zh as product_name_zh,
        word({words(LINES)}, line) as product_line, type as product_type, brand as brand_id,
        day(launched) as launched_on,
        case when discontinued <= as_of then day(discontinued) end as discontinued_on,
        iso(as_of) as updated_at
    """
    block.files.write("crm/products", rows, select, rows["as_of"] + SYNC)


@dataclass
class Event:
    """Something that may explain a change; its end is known from the start if it is planned."""

    type: str
    name: str
    name_zh: str
    start: int
    days: float
    text: str
    brand: str | None = BRANDS[MERIDIAN]
    product: str | None = None
    market: str | None = None
    region: str | None = None
    segment: str | None = None
    severity: str = "minor"
    notice: int = 0  # days before which it is known; more than 0 for what is planned


def _events(world: World) -> list[Event]:
    """What the stories say happened, what might be taken for a cause and is none, and holidays."""
    back = world.months_before
    outage = back(stories.OUTAGE_MONTH - 1) - stories.OUTAGE_DAYS * DAY
    rise = back(stories.PRICE_RISE_MONTHS[1])
    region = REGIONS[stories.OUTAGE_REGION]
    told = [
        Event(
            "outage",
            "Meridian Cloud outage",
            "子午线云服务中断",
            outage,
            2.5,
            "Meridian Cloud could not be reached, then was slow for days.",
            product="meridian_cloud",
            region=region,
            severity="critical",
        ),
        Event(
            "price_change",
            "Price rise for small businesses",
            "小企业客户涨价",
            rise,
            0,
            "List prices for small businesses rise by 12 %.",
            segment="small_business",
            severity="major",
            notice=45,
        ),
        Event(
            "launch",
            "Meridian Cloud 3",
            "子午线云3发布",
            back(20),
            1,
            "A new release with dashboards for the shop floor.",
            product="meridian_cloud",
            notice=30,
        ),
        Event(
            "launch",
            "Borealis Flow",
            "北极光流发布",
            back(12),
            1,
            "The competitor launches a cloud product and sells it hard.",
            brand=BRANDS[BOREALIS],
            market="europe",
            severity="major",
        ),
        Event(
            "recall",
            "Conveyor guard recall",
            "输送机护罩召回",
            back(26) + 9 * DAY,
            40,
            "Guards of one production week are replaced free of charge.",
            product="conveyor",
            region="asia_pacific",
        ),
        Event(
            "campaign",
            "Spring campaign",
            "春季促销",
            back(30),
            45,
            "Ten percent off spare parts.",
            product="spare_parts",
            notice=20,
        ),
        Event(
            "campaign",
            "Referral campaign",
            "老客户推荐活动",
            back(10),
            60,
            "A voucher for every recommendation.",
            notice=20,
        ),
    ]
    told += [
        Event(
            "improvement",
            each.name,
            each.name_zh,
            back(each.done_back),
            0,
            each.text,
            product=each.product,
            region=each.region,
            notice=60,
        )
        for each in cases.ACTIONS
        if each.done_back
    ]
    return told + _holidays(world)


def _holidays(world: World) -> list[Event]:
    years = range(
        datetime.fromtimestamp(world.start_s, UTC).year,
        datetime.fromtimestamp(world.horizon_s, UTC).year + 1,
    )
    found = []
    for year in years:
        november = datetime(year, 11, 1, tzinfo=UTC)
        thanksgiving = november + timedelta(days=(3 - november.weekday()) % 7 + 21)
        days = [
            ("New Year", "元旦", (1, 1), 1, None),
            ("Christmas", "圣诞节", (12, 24), 3, "europe"),
            ("Christmas", "圣诞节", (12, 24), 2, "north_america"),
            ("Thanksgiving", "感恩节", (11, thanksgiving.day), 2, "north_america"),
            ("National Day", "国庆节", (10, 1), 7, "china"),
        ]
        if year in SPRING_FESTIVALS:
            days.append(("Spring Festival", "春节", SPRING_FESTIVALS[year], 8, "china"))
        for name, name_zh, (month, day), length, region in days:
            start = int(datetime(year, month, day, tzinfo=UTC).timestamp())
            text = f"{name} {year}: offices are closed."
            found.append(
                Event(
                    "holiday",
                    f"{name} {year}",
                    f"{year}年{name_zh}",
                    start,
                    length,
                    text,
                    brand=None,
                    region=region,
                    notice=90,
                )
            )
    return found


def _write_events(block: Block) -> None:
    world = block.world
    listed = sorted(_events(world), key=lambda each: (each.start, each.name, each.region or ""))
    texts = "type name name_zh text brand product market region segment severity".split()
    rows = table_of(
        ["number", *texts, "start", "end", "told", "is_planned"],
        [
            (
                number,
                *(getattr(each, name) for name in texts),
                each.start,
                each.start + int(each.days * DAY),
                each.start - each.notice * DAY,
                int(each.notice > 0),
            )
            for number, each in enumerate(listed, 1)
        ],
    )
    unplanned = np.where(rows["is_planned"] == 0, rows["end"], NEVER)
    rows = versions(world, rows, rows["told"], unplanned)
    select = """
        'EV' || number as event_id, type as event_type, name as event_name,
        name_zh as event_name_zh, brand as brand_id, product as product_id, market, region,
        segment as customer_segment, iso(start) as started_at,
        case when is_planned = 1 or "end" <= as_of then iso("end") end as ended_at, severity,
        text as description, iso(as_of) as updated_at
    """
    block.files.write("crm/business_events", rows, select, rows["as_of"] + SYNC, "jsonl")


def _write_market_shares(block: Block) -> None:
    """Half-years' shares, published 20 days later; they follow the NPS of the half-year before."""
    draws, world = block.draws("crm.shares"), block.world
    waves = {
        (brand, (back - 1) // 6): points
        for brand, by_wave in stories.OVERTAKEN_POINTS.items()
        for back, points in zip(stories.PANEL_MONTHS, by_wave, strict=True)
    }
    listed = []
    for half in range(world.months // 6 - 1, -1, -1):  # half-years before the last one
        for market, shares in MARKET_SHARES.items():
            for brand, share in enumerate(shares):
                points = waves.get((brand, half + 1), 0.0) * (market == "europe")
                first, after = world.months_before(6 * half + 6), world.months_before(6 * half)
                basis_points = round(1e4 * (share + SHARE_PER_POINT * points))
                listed.append((market, BRANDS[brand], first, after - DAY, basis_points))
    rows = table_of(["market", "brand", "first", "last", "share"], listed)
    rows["share"] = rows["share"] + draws.integers(-20, 21, len(listed))
    rows["as_of"] = rows["last"] + 20 * DAY
    select = """
        market, brand as brand_id, day(first) as period_start_date, day(last) as period_end_date,
        cast(share / 10000 as decimal(6, 4)) as market_share,
        'Machinery Market Monitor' as source_name, iso(as_of) as updated_at
    """
    block.files.write("crm/market_shares", rows, select, rows["as_of"] + SYNC)
