/* The settings of a rule that are in force somewhere, and what they say. */
#include "check/rules/rule.h"
#include "project/select/select.h"

/* ---- what is written */

pl_str pl_checks_text(const pl_yaml *y) {
    if (pl_yaml_is_str(y)) {
        return pl_str_from(y->scalar);
    }
    bool collection = y->kind == PL_YAML_SEQ || y->kind == PL_YAML_MAP;
    return collection || pl_yaml_is_none(y) ? PL_S("")
                                            : pl_str_sub(y->src->text, y->lo, y->hi);
}

const pl_yaml *pl_checks_item(const pl_yaml *y, uint32_t i) {
    return y->kind == PL_YAML_SEQ ? y->as.items[i] : y;
}

uint32_t pl_checks_list(const pl_yaml *y, pl_arena *a, const pl_str **out) {
    uint32_t len = !y ? 0 : y->kind == PL_YAML_SEQ ? y->count : 1;
    pl_str *at = PL_NEW_ARRAY(a, pl_str, len);
    for (uint32_t i = 0; i < len; i++) {
        at[i] = pl_checks_text(pl_checks_item(y, i));
    }
    *out = at;
    return len;
}

/* ---- settings in force */

static bool is_listed(pl_str name, const pl_str *at, uint32_t len) {
    bool listed = !len;
    for (uint32_t i = 0; i < len; i++) {
        listed = listed || pl_fnmatch(name, at[i]);
    }
    return listed;
}

static bool below_folder(pl_str path, pl_str folder) {
    uint32_t len =
        folder.len && folder.at[folder.len - 1] == '/' ? folder.len - 1 : folder.len;
    return path.len > len && path.at[len] == '/' &&
           pl_str_starts(path, pl_str_sub(folder, 0, len));
}

static bool in_folders(const pl_rule_entry *e, const pl_dbt_node *n) {
    bool in = !e->folder_len;
    for (uint32_t i = 0; n && i < e->folder_len; i++) {
        in = in || below_folder(n->original_file_path, e->folders[i]);
    }
    return in;
}

static bool has_tag(const pl_rule_entry *e, const pl_dbt_node *n) {
    bool has = !e->tag_len;
    for (uint32_t i = 0; n && i < n->tags.len; i++) {
        has = has || is_listed(n->tags.at[i], e->tags, e->tag_len);
    }
    return has;
}

static bool is_named(const pl_rule_entry *e, const pl_dbt_node *n) {
    return !e->node_len || (n && (is_listed(n->name, e->nodes, e->node_len) ||
                                  is_listed(n->unique_id, e->nodes, e->node_len)));
}

static const pl_rule_entry *entry_of(const pl_rule_settings *s, const pl_check_world *w,
                                     const pl_dbt_node *n) {
    for (uint32_t i = 0; i + 1 < s->len; i++) {
        const pl_rule_entry *e = &s->at[i];
        bool here = !e->environment_len ||
                    (w && is_listed(w->name, e->environments, e->environment_len));
        if (here && in_folders(e, n) && has_tag(e, n) && is_named(e, n)) {
            return e;
        }
    }
    return &s->at[s->len - 1];
}

const pl_rule_entry *pl_check_entry(const pl_check *c, const pl_rule *r,
                                    const pl_check_world *w, const pl_dbt_node *n) {
    return entry_of(&c->settings[r->id], w, n);
}

bool pl_check_is_off(const pl_check *c, pl_rule_id rule, const pl_check_world *w) {
    return entry_of(&c->settings[rule], w, NULL)->off;
}

/* ---- options of an entry */

pl_str pl_rule_text(const pl_rule_entry *e, const char *option) {
    const pl_yaml *y = pl_yaml_get(e->yaml, option);
    return y ? pl_checks_text(y) : PL_S("");
}

int64_t pl_rule_number(const pl_rule_entry *e, const char *option, int64_t otherwise) {
    const pl_yaml *y = pl_yaml_get(e->yaml, option);
    return y ? y->scalar.as.i : otherwise;
}

uint32_t pl_rule_list(pl_check *c, const pl_rule_entry *e, const char *option,
                      const pl_str **out) {
    return pl_checks_list(pl_yaml_get(e->yaml, option), c->arena, out);
}
