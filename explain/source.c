/* Where the names of a source's table stand. */
#include "explain/explain_priv.h"
#include "support/vec.h"

static void add_term(explainer *e, pl_part part, pl_str text, const char *name,
                     pl_span span) {
    pl_explain_term term = {text, pl_str_of(name), span};
    if (text.len) {
        PL_PUSH(e->a, &e->x->parts[part].terms, term);
    }
}

static void from_yaml(explainer *e, pl_part part, const pl_yaml *y, const char *name) {
    pl_explain_part *p = &e->x->parts[part];
    add_term(e, part, p->value, name, pl_yaml_span(y));
    explain_scan(e, &p->reads, pl_yaml_span(y), pl_yaml_text(y, PL_S("")));
}

void explain_source(explainer *e) {
    static const char *const otherwise[] = {"target.database: the source names none",
                                            "the source's name: it names no schema",
                                            "the table's name"};
    static const char *const names[] = {"`database` of the source",
                                        "`schema` of the source",
                                        "`identifier` of the table"};
    static const char *const keys[] = {"database", "schema", "identifier"};
    pl_explain_part *parts = e->x->parts;
    parts[PL_PART_DATABASE].value = explain_text(e->n->database);
    parts[PL_PART_SCHEMA].value = explain_text(e->n->schema);
    parts[PL_PART_IDENTIFIER].value = e->n->identifier;
    for (int i = 0; i < PL_PART_COUNT; i++) {
        pl_part part = (pl_part)i;
        const pl_yaml *y =
            pl_source_field(e->w, e->n, part == PL_PART_IDENTIFIER, keys[i]);
        parts[i].target_from = "";
        if (pl_yaml_is_none(y)) {
            add_term(e, part, parts[i].value, otherwise[i], (pl_span){NULL, 0, 0});
        } else {
            from_yaml(e, part, y, names[i]);
        }
    }
}
