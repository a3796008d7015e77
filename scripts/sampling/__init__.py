"""The sample world: a made-up company, its customers, and what they said, part by part.

`world` says when, `stories` what was planted, `people` who. Each other module is a part: it draws
the records of one or two sources as numpy columns, hands them to `files` to be written as the real
tool would, and tells `truth` what a warehouse must find. A part is a function of a `Block`.
"""
