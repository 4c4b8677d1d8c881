/* Collecting what rules find. */
#include "check/rules/rule.h"

#include <stdarg.h>

/* ---- findings */

static bool has_environment(const pl_finding *f, pl_str name) {
    for (uint32_t i = 0; i < f->environment_len; i++) {
        if (pl_str_eq(f->environments[i], name)) {
            return true;
        }
    }
    return false;
}

static void add_environment(pl_check *c, pl_finding *f, const pl_check_world *w) {
    if (!w || has_environment(f, w->name)) {
        return;
    }
    pl_str *all = PL_NEW_ARRAY(c->arena, pl_str, f->environment_len + 1);
    if (f->environment_len) {
        memcpy(all, f->environments, f->environment_len * sizeof *all);
    }
    all[f->environment_len++] = w->name;
    f->environments = all;
    f->everywhere = f->environment_len == c->len;
}

static pl_str key_of(pl_check *c, const pl_rule *r, pl_str path, pl_str node,
                     uint32_t lo, pl_str text) {
    return pl_str_fmt(c->arena, "%s\n%.*s\n%.*s\n%u\n%.*s", r->kind.id, PL_FMT(path),
                      PL_FMT(node), lo, PL_FMT(text));
}

pl_finding *pl_check_add(pl_check *c, const pl_rule *r, const pl_check_world *w,
                         const pl_dbt_node *n, pl_span span, pl_str text) {
    const pl_rule_entry *entry = pl_check_entry(c, r, w, n);
    if (entry->off) {
        return NULL;
    }
    span = span.src || !n ? span : n->span;
    pl_str path = span.src ? span.src->path : n ? n->original_file_path : PL_S("");
    pl_str node = n ? n->unique_id : PL_S("");
    pl_str key = key_of(c, r, path, node, span.lo, text);
    /* Findings move when their list grows: the map holds numbers. */
    uintptr_t known = (uintptr_t)pl_map_get(&c->seen, key);
    if (!known) {
        pl_finding f = {
            .kind = &r->kind,
            .severity = entry->has_severity ? entry->severity : r->kind.severity,
            .span = span,
            .path = path,
            .node = node,
            .message = pl_str_copy(c->arena, text),
        };
        PL_PUSH(c->arena, &c->findings, f);
        known = c->findings.len;
        pl_map_put(&c->seen, c->arena, key, (void *)known);
    }
    pl_finding *f = &c->findings.at[known - 1];
    add_environment(c, f, w);
    return f;
}

/* Room is made whenever the number of nodes has doubled. */
static void push_node(pl_check *c, pl_finding *f, pl_str id) {
    uint32_t len = f->node_len;
    if ((len & (len - 1)) == 0) {
        pl_str *room = PL_NEW_ARRAY(c->arena, pl_str, len ? len * 2 : 1);
        if (len) {
            memcpy(room, f->nodes, len * sizeof *room);
        }
        f->nodes = room;
    }
    ((pl_str *)(uintptr_t)f->nodes)[len] = id;
    f->node_len = len + 1;
}

void pl_check_also(pl_check *c, pl_finding *f, const pl_dbt_node *n) {
    pl_str key = pl_str_fmt(c->arena, "%u\n%.*s", (unsigned)(f - c->findings.at),
                            PL_FMT(n->unique_id));
    if (pl_map_put(&c->seen, c->arena, key, c)) {
        return;
    }
    if (!f->node_len && f->node.len && !pl_str_eq(f->node, n->unique_id)) {
        push_node(c, f, f->node);
    }
    push_node(c, f, n->unique_id);
}

pl_finding *pl_check_group(pl_check *c, const pl_rule *r, const pl_check_world *w,
                           const pl_dbt_node *n, pl_span span, pl_str text) {
    pl_str path = span.src ? span.src->path : n->original_file_path;
    pl_str key = pl_str_cat(c->arena, PL_S("group\n"),
                            key_of(c, r, path, PL_S(""), span.lo, text));
    const pl_dbt_node *first = pl_map_get(&c->seen, key);
    bool off = pl_check_entry(c, r, w, n)->off;
    pl_finding *f = off ? NULL : pl_check_add(c, r, w, first ? first : n, span, text);
    if (f) {
        pl_check_also(c, f, n);
        f->node = pl_str_eq(path, n->original_file_path) ? f->node : PL_S("");
    }
    if (f && !first) {
        pl_map_put(&c->seen, c->arena, key, (void *)(uintptr_t)n);
    }
    return f;
}

pl_finding *pl_check_addf(pl_check *c, const pl_rule *r, const pl_check_world *w,
                          const pl_dbt_node *n, pl_span span, const char *format, ...) {
    va_list args;
    va_start(args, format);
    pl_str text = pl_str_vfmt(c->arena, format, args);
    va_end(args);
    return pl_check_add(c, r, w, n, span, text);
}
