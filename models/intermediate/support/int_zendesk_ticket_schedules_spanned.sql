{#-
    Tickets whose schedule nobody set work by the help desk's default, its oldest one:
    the connector has no row for it.
-#}
{{ config(materialized=ephemeral_or_table()) }}

with

tickets as (

    select * from {{ ref('int_zendesk_tickets_to_measure') }}

),

ticket_schedules as (

    select * from {{ ref('int_zendesk_ticket_schedules_kept') }}
    where applied_at < {{ cut_off() }}

),

schedules as (

    select * from {{ ref('stg_zendesk__schedule_intervals') }}
    where record_status = 'current'

),

applied as (

    select
        tickets.ticket_id,
        ticket_schedules.schedule_id,
        greatest(ticket_schedules.applied_at, tickets.created_at) as starts_at,
        ticket_schedules.applied_at
    from ticket_schedules
    inner join tickets
        on ticket_schedules.ticket_id = tickets.ticket_id

),

first_applied as (

    select
        ticket_id,
        min(applied_at) as applied_at,
        count(*) as schedule_count
    from applied
    group by 1

),

ranked_schedules as (

    select
        schedule_id,
        row_number() over (
            order by
                min(schedule_created_at) nulls last,
                length(schedule_id) nulls last,
                schedule_id nulls last
        ) as schedule_rank
    from schedules
    group by 1

),

by_default as (

    select
        tickets.ticket_id,
        ranked_schedules.schedule_id,
        tickets.created_at as starts_at,
        tickets.created_at as applied_at
    from tickets
    left join first_applied
        on tickets.ticket_id = first_applied.ticket_id
    cross join ranked_schedules
    where
        ranked_schedules.schedule_rank = 1
        and coalesce(first_applied.applied_at > tickets.created_at, true)

),

held as (

    select * from applied
    union all
    select * from by_default

),

followed as (

    select
        ticket_id,
        schedule_id,
        starts_at,
        coalesce(
            lead(starts_at) over (
                partition by ticket_id
                order by starts_at nulls last, applied_at nulls last
            ),
            cast('9999-12-31' as timestamp)
        ) as ends_at
    from held

),

counted as (

    select
        *,
        count(*) over (partition by ticket_id) as schedule_count
    from followed
    where ends_at > starts_at

)

select * from counted
