/* project/schema/entry.h: reading the entries of a list, and what all of them have. */
#ifndef PL_PROJECT_SCHEMA_ENTRY_H
#define PL_PROJECT_SCHEMA_ENTRY_H

#include "project/schema/schema_priv.h"

/* PL_E0505 in dbt's words. Returns false. */
bool pl_schema_error(pl_schema *s, pl_span where, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The same of what is a compilation error to dbt. */
bool pl_schema_compile_error(pl_schema *s, pl_span where, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* PL_W0522. */
void pl_schema_warn(pl_schema *s, pl_span where, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

typedef bool pl_entry_fn(pl_schema *s, pl_schema_entry *e);
/* Render each entry of list `key` of the file and hand it to `fn`. */
bool pl_schema_each(pl_schema *s, const pl_schema_file *file, const char *key,
                    pl_entry_fn *fn);

/* A node of the entry: fqn is the package, the file's folders and `name`. */
pl_dbt_node *pl_schema_node(pl_schema *s, const pl_schema_file *file, pl_resource type,
                            pl_str name, pl_span where);
/* [package, folders of `relative`..., last...] */
void pl_node_fqn(pl_schema *s, pl_dbt_node *n, pl_str relative, const pl_str *last,
                 uint32_t last_len);
/* What is found in a text of YAML stands in that text; where the reader looks for it is
 * the YAML file: give uses of `n` and messages from `first` on that place. */
void pl_place_uses(pl_dbt_node *n, pl_span where);
void pl_place_messages(pl_schema *s, uint32_t first, pl_span where);
/* Keep `text` (a description) for rendering at the end; `dict`, if any, holds it
 * already under `key`. */
void pl_pend_doc(pl_schema *s, pl_dbt_node *n, pl_dict *dict, const char *key,
                 pl_str text, pl_span span);
/* The same for d[key] of a macro. */
void pl_pend_macro_doc(pl_schema *s, pl_str package, pl_str id, pl_dict *d,
                       const char *key, pl_span span);
/* Render what was kept. */
bool pl_schema_render_docs(pl_schema *s);
/* dbt's words for two resources of one id. Returns false. */
bool pl_duplicate_error(pl_schema *s, const pl_dbt_node *n, const pl_dbt_node *before,
                        pl_str plural, pl_str shown, pl_str action);

/* "remove one of the sources entries for x in this file: ..." */
pl_str pl_duplicate_fix(pl_schema *s, pl_str mine, pl_str other, pl_str name,
                        const char *type);

/* "models/shop/a.yml" -> "shop/a.yml" */
pl_str pl_below_first_folder(pl_str path);

#endif
