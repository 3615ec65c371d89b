-- In plans made anew the simple rule had been given what the plan before had chosen.
update plan set methods = coalesce((select jsonb_agg(of) from jsonb_array_elements(methods) as of where of->>'method' <> 'simple-rule'), '[]')
where jsonb_typeof(replanned) = 'object';
