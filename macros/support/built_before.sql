{#-
    The table of `model` as the last build left it, for what only has to look at changes;
    none in a first build or a full refresh. It is no `ref`: the model comes later in the
    same build.
-#}
{%- macro built_before(model, schema) -%}
    {%- if execute and not flags.FULL_REFRESH and target.type == 'duckdb' -%}
        {{ return(adapter.get_relation(this.database, schema, model)) }}
    {%- endif -%}
{%- endmacro -%}
