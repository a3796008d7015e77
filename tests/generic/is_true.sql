{#- The expression holds in every row; null passes, as in a SQL check constraint. -#}
{% test is_true(model, expression) %}

select * from {{ model }}
where not ({{ expression }})

{% endtest %}
