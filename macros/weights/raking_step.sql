{#- One step of raked(): the next state. -#}
{%- macro raking_step() -%}
    {{ let('f1', raked_factors(1, 'state.totals'),
        let('t1', raked_totals(1, 'state.totals', 'f1'),
            let('f2', raked_factors(2, 't1'),
                let('t2', raked_totals(2, 't1', 'f2'),
                    let('f3', raked_factors(3, 't2'),
                        make_struct(
                            totals=raked_totals(3, 't2', 'f3'),
                            deviation='greatest(' ~ largest_deviation('f1') ~ ', '
                            ~ largest_deviation('f2') ~ ', '
                            ~ largest_deviation('f3') ~ ')'
                        )
                    )
                )
            )
        )
    ) }}
{%- endmacro -%}
