-- sorted_array

with

samples as (

    select * from (
        values
        (2, 'b'),
        (10, 'a'),
        (2, 'a')
    ) as samples (n, word)

),

gathered as (

    select
        {{ sorted_array(make_struct(n='n', word='word')) }} as words,
        {{ sorted_array('n', "word = 'a'") }} as numbers
    from samples

)

select * from gathered
where
    {{ array_item('words', 1) }}.word is distinct from 'a'
    or {{ array_item('words', 2) }}.word is distinct from 'b'
    or {{ array_item('words', 3) }}.n is distinct from 10
    or {{ array_item('numbers', 1) }} is distinct from 2
    or {{ array_item('numbers', 2) }} is distinct from 10
    or {{ array_item('numbers', 3) }} is not null
