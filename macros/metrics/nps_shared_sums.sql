{#-
    What clusters on both sides of a comparison give: their number, and the sums of size
    and net (promoters less detractors) of either side, and of their products, over rows
    of one cluster each. Whole numbers, so both engines agree to the last digit.
-#}
{%- macro nps_shared_sums(left_size, left_net, right_size, right_net) -%}
    cast(count(*) as double) as shared_count,
    cast(sum({{ left_size }}) as double) as shared_left_size,
    cast(sum({{ left_net }}) as double) as shared_left_net,
    cast(sum({{ right_size }}) as double) as shared_right_size,
    cast(sum({{ right_net }}) as double) as shared_right_net,
    cast(sum({{ left_size }} * {{ right_size }}) as double) as shared_size_by_size,
    cast(sum({{ left_size }} * {{ right_net }}) as double) as shared_size_by_net,
    cast(sum({{ left_net }} * {{ right_size }}) as double) as shared_net_by_size,
    cast(sum({{ left_net }} * {{ right_net }}) as double) as shared_net_by_net
{%- endmacro -%}
