{#-
    Which rows an incremental model reads: those of loads that none of its own rows is of.
    Load ids grow, whatever the clock says. The id is asked for beforehand, so that the
    engine need not look at older rows at all.
-#}
{%- macro is_newly_landed() -%}
    {%- if is_incremental() and execute -%}
        {%- set last = run_query('select max(_load_id) from ' ~ this).rows[0][0] -%}
        _load_id > {{ last if last is not none else -1 }}
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro -%}
