{#-
    Fingerprints of what NPS is made by, from dbt's manifest: `definition`, the models
    that `model` stands on, the formulas and the vars; `seeds`, the reference tables they
    read. Either changes when a line of its files does. Empty while dbt only parses.
-#}
{%- macro nps_definition(model, part) -%}
    {%- if not execute -%}{{ return('') }}{%- endif -%}
    {%- set wanted = {'definition': 'model', 'seeds': 'seed'}[part] -%}
    {%- set ids = ['model.' ~ project_name ~ '.' ~ model] -%}
    {%- set sums = [] -%}
    {#- The list grows while it is walked: every model adds those it reads. -#}
    {%- for id in ids -%}
        {%- set node = graph.nodes.get(id) -%}
        {%- if node and node.resource_type == wanted -%}
            {%- do sums.append(id ~ node.checksum.checksum) -%}
        {%- endif -%}
        {%- if node and node.resource_type == 'model' -%}
            {%- for parent in node.depends_on.nodes if parent not in ids -%}
                {%- do ids.append(parent) -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if part == 'definition' -%}
        {%- do sums.append(nps_points('score', 'is_score')) -%}
        {%- do sums.append(nps_cluster_sums() ~ nps_sums() ~ nps_suppression()) -%}
        {%- for name in [
            'reporting_timezone', 'fiscal_year_first_month', 'week_first_day',
            'default_brand_id', 'date_order', 'source_timezone', 'max_persons_per_key',
            'default_phone_country', 'survey_response_sources', 'person_sources',
            'min_group_size',
        ] -%}
            {%- do sums.append(name ~ tojson(var(name))) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(local_md5(sums | sort | join('|'))) }}
{%- endmacro -%}
