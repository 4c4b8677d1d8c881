/* selectors.yml: selections with names.
 * Source: dbt-core 1.9 config/selectors.py, contracts/selection.py, graph/cli.py. */
#include "eval/ops/python_text.h"
#include "project/node/workspace_priv.h"
#include "project/render/yaml_text.h"
#include "project/select/select_priv.h"
#include "support/vec.h"

typedef struct reading {
    pl_spec_context c;
    pl_selectors *done; /* selectors read so far */
} reading;

/* A definition: its values and the YAML they come from, which mirror each other. */
typedef struct definition {
    pl_value value;
    const pl_yaml *yaml; /* NULL: not known */
} definition;

static pl_spec *parse_definition(reading *r, definition d, bool root);

/* dbt wraps what is wrong inside a definition in these words. */
static void dbt_words(reading *r, uint32_t since) {
    for (uint32_t i = since; i < r->c.sink->len; i++) {
        pl_diag *d = &r->c.sink->at[i];
        if (d->code == PL_E0508 && !d->dbt_text.len) {
            d->dbt_text = pl_str_fmt(
                r->c.arena,
                "Runtime Error\n  Could not read selector file data: Runtime Error\n    %.*s",
                PL_FMT(d->text));
        }
    }
}

/* ---- values with their places */

static const pl_value *member(definition d, pl_str key) {
    return d.value.kind == PL_DICT ? pl_dict_find(d.value.as.dict, key) : NULL;
}

static definition inner(definition d, pl_str key) {
    const pl_value *v = member(d, key);
    return (definition){v ? *v : pl_none(), pl_yaml_get_str(d.yaml, key)};
}

static definition item(definition d, uint32_t i) {
    bool has = pl_yaml_is(d.yaml, PL_YAML_SEQ) && i < d.yaml->count;
    return (definition){d.value.as.list->at[i], has ? d.yaml->as.items[i] : NULL};
}

static void stand_at(reading *r, definition d) {
    if (d.yaml) {
        r->c.where = pl_yaml_span(d.yaml);
    }
}

static pl_spec *fault(reading *r, pl_str text) {
    pl_diag_add(r->c.sink, PL_E0508, r->c.where, text);
    return NULL;
}

static pl_str yaml_text(reading *r, pl_value v) {
    pl_buf text = {0};
    pl_str why;
    pl_yaml_dump(v, true, r->c.arena, &text, &why);
    pl_str out = pl_buf_take(&text, r->c.arena);
    pl_buf_free(&text);
    return out;
}

static pl_str key_list(reading *r, const pl_dict *d, const char *between) {
    pl_buf text = {0};
    uint32_t at = 0;
    const pl_dict_entry *e;
    while ((e = pl_dict_next(d, &at))) {
        if (text.len) {
            pl_buf_str(&text, pl_str_of(between));
        }
        if (e->key.kind == PL_STR) {
            pl_buf_str(&text, pl_str_from(e->key));
        }
    }
    pl_str out = pl_buf_take(&text, r->c.arena);
    pl_buf_free(&text);
    return out;
}

/* ---- union, intersection, exclude */

static bool is_list(reading *r, definition d, pl_str key) {
    if (d.value.kind == PL_LIST) {
        return true;
    }
    fault(r, pl_str_fmt(r->c.arena, "Invalid value for key \"%.*s\". Expected a list.",
                        PL_FMT(key)));
    return false;
}

/* What `exclude` lists, united. */
static bool parse_exclusions(reading *r, definition d, pl_spec **out) {
    definition list = inner(d, PL_S("exclude"));
    stand_at(r, list);
    if (!is_list(r, list, PL_S("exclude"))) {
        return false;
    }
    pl_spec *all = pl_spec_new(&r->c, PL_SPEC_UNION);
    for (uint32_t i = 0; i < list.value.as.list->len; i++) {
        pl_spec *part = parse_definition(r, item(list, i), false);
        if (!part) {
            return false;
        }
        pl_spec_add(&r->c, all, part);
    }
    *out = all->len == 1 ? all->parts[0] : all->len ? all : NULL;
    return true;
}

static pl_spec *without(reading *r, pl_spec *from, pl_spec *excluded) {
    if (!excluded) {
        return from;
    }
    pl_spec *s = pl_spec_new(&r->c, PL_SPEC_DIFFERENCE);
    pl_spec_add(&r->c, s, from);
    pl_spec_add(&r->c, s, excluded);
    return s;
}

static pl_spec *parse_set(reading *r, definition d, pl_str key, pl_spec_kind kind) {
    definition list = inner(d, key);
    stand_at(r, list);
    if (!is_list(r, list, key)) {
        return NULL;
    }
    pl_spec *set = pl_spec_new(&r->c, kind);
    pl_spec *excluded = NULL;
    for (uint32_t i = 0; i < list.value.as.list->len; i++) {
        definition part = item(list, i);
        stand_at(r, part);
        if (!member(part, PL_S("exclude"))) {
            pl_spec *s = parse_definition(r, part, false);
            if (!s) {
                return NULL;
            }
            pl_spec_add(&r->c, set, s);
            continue;
        }
        if (excluded) {
            return fault(
                r, pl_str_cat(r->c.arena,
                              PL_S("You cannot provide multiple exclude arguments to "
                                   "the same selector set operator:\n"),
                              yaml_text(r, part.value)));
        }
        if (!parse_exclusions(r, part, &excluded)) {
            return NULL;
        }
    }
    return without(r, set, excluded);
}

/* ---- one criterion */

static bool truth(definition d, pl_str key) {
    const pl_value *v = member(d, key);
    return v && pl_python_truth(*v);
}

static bool take_depth(reading *r, definition d, pl_str key, int32_t *out) {
    const pl_value *v = member(d, key);
    pl_value number = v ? *v : pl_none();
    int64_t depth;
    if (number.kind == PL_STR &&
        !pl_parse_int(r->c.arena, pl_str_from(number), 10, &number)) {
        fault(r, pl_str_fmt(r->c.arena,
                            "Invalid node spec - could not handle parent depth %.*s",
                            PL_FMT(pl_str_from(*v))));
        return false;
    }
    if (pl_as_int64(number, &depth) && depth) {
        *out = depth < 0 ? 0 : depth > INT32_MAX ? INT32_MAX : (int32_t)depth;
    }
    return true;
}

static bool take_indirect(reading *r, definition d, pl_indirect *out) {
    const pl_value *v = member(d, PL_S("indirect_selection"));
    if (!v || (v->kind == PL_STR && pl_indirect_parse(pl_str_from(*v), out))) {
        return true;
    }
    pl_str text = v->kind == PL_STR ? pl_str_from(*v) : PL_S("it");
    fault(r, pl_str_fmt(r->c.arena, "'%.*s' is not a valid IndirectSelection",
                        PL_FMT(text)));
    return false;
}

static pl_spec *criteria(reading *r, definition d, pl_str method, pl_value value) {
    pl_spec *s = pl_spec_new(&r->c, PL_SPEC_CRITERIA);
    s->indirect = r->c.indirect;
    s->value = value;
    s->raw = pl_str_trim(yaml_text(r, d.value));
    s->childrens_parents = truth(d, PL_S("childrens_parents"));
    s->parents = truth(d, PL_S("parents"));
    s->children = truth(d, PL_S("children"));
    bool ok = pl_spec_method(&r->c, s, method) &&
              take_depth(r, d, PL_S("parents_depth"), &s->parents_depth) &&
              take_depth(r, d, PL_S("children_depth"), &s->children_depth) &&
              take_indirect(r, d, &s->indirect) && pl_spec_check(&r->c, s);
    return ok ? s : NULL;
}

static pl_spec *inherited(reading *r, pl_value name) {
    pl_str text = name.kind == PL_STR ? pl_str_from(name) : PL_S("");
    const pl_selector *s = pl_selectors_find(r->done, text);
    if (!s) {
        return fault(r, pl_str_fmt(r->c.arena,
                                   "Existing selector definition for %.*s not found.",
                                   PL_FMT(text)));
    }
    return s->spec;
}

static pl_spec *parse_dict(reading *r, definition d) {
    const pl_dict *dict = d.value.as.dict;
    const pl_value *method = member(d, PL_S("method"));
    const pl_value *value = member(d, PL_S("value"));
    if (dict->len == 1) {
        uint32_t at = 0;
        const pl_dict_entry *e = pl_dict_next(dict, &at);
        if (e->key.kind != PL_STR) {
            return fault(r, PL_S("Expected definition key to be a \"str\""));
        }
        return criteria(r, d, pl_str_from(e->key), e->value);
    }
    if (method && method->kind == PL_STR &&
        PL_STR_IS(pl_str_from(*method), "selector")) {
        return inherited(r, value ? *value : pl_none());
    }
    if (!method || method->kind != PL_STR || !value) {
        return fault(
            r,
            pl_str_fmt(
                r->c.arena,
                "Expected either 1 key or else \"method\" and \"value\" keys, but got %.*s",
                PL_FMT(key_list(r, dict, ", "))));
    }
    pl_spec *excluded = NULL;
    if (member(d, PL_S("exclude")) && !parse_exclusions(r, d, &excluded)) {
        return NULL;
    }
    pl_spec *base = criteria(r, d, pl_str_from(*method), *value);
    return base ? without(r, base, excluded) : NULL;
}

/* Nesting is bounded by that of the YAML. */
static pl_spec *parse_definition(reading *r, definition d, bool root) {
    stand_at(r, d);
    if (d.value.kind == PL_STR) {
        return pl_spec_single(&r->c, pl_str_from(d.value));
    }
    if (d.value.kind != PL_DICT) {
        return fault(
            r,
            pl_str_fmt(
                r->c.arena,
                "Expected to find union, intersection, str or dict, instead found %s",
                pl_type_name(d.value)));
    }
    bool is_union = member(d, PL_S("union")) != NULL;
    bool is_set = is_union || member(d, PL_S("intersection"));
    if (is_set && root && d.value.as.dict->len > 1) {
        return fault(
            r, pl_str_fmt(r->c.arena,
                          "Only a single 'union' or 'intersection' key is allowed in "
                          "a root level selector definition; found %.*s.",
                          PL_FMT(key_list(r, d.value.as.dict, ","))));
    }
    if (is_union) {
        return parse_set(r, d, PL_S("union"), PL_SPEC_UNION);
    }
    return is_set ? parse_set(r, d, PL_S("intersection"), PL_SPEC_INTERSECTION)
                  : parse_dict(r, d);
}

/* ---- as the manifest shows definitions: texts taken apart, inherited ones put in */

static pl_value shown(reading *r, pl_value d);

static pl_value shown_list(reading *r, pl_value list) {
    if (list.kind != PL_LIST) {
        return list;
    }
    pl_value out = pl_list_new(r->c.arena, list.as.list->len);
    for (uint32_t i = 0; i < list.as.list->len; i++) {
        pl_list_push(r->c.arena, out.as.list, shown(r, list.as.list->at[i]));
    }
    return out;
}

static pl_value shown_single(reading *r, pl_str key, pl_value value) {
    pl_value out = pl_dict_new(r->c.arena, 2);
    pl_dict_put_str(r->c.arena, out.as.dict, PL_S("method"), pl_string(key));
    pl_dict_put_str(r->c.arena, out.as.dict, PL_S("value"), value);
    return out;
}

static pl_value shown_keyed(reading *r, const char *key, pl_value list) {
    pl_value out = pl_dict_new(r->c.arena, 1);
    pl_dict_put_str(r->c.arena, out.as.dict, pl_str_of(key), shown_list(r, list));
    return out;
}

static pl_value shown(reading *r, pl_value d) {
    static const char *const sets[] = {"union", "intersection", "exclude", NULL};
    pl_value out;
    if (d.kind == PL_STR) {
        pl_spec_dict(&r->c, pl_str_from(d), &out);
        return out;
    }
    if (d.kind != PL_DICT) {
        return d;
    }
    for (uint32_t i = 0; sets[i]; i++) {
        const pl_value *list = pl_dict_find(d.as.dict, pl_str_of(sets[i]));
        if (list && (i < 2 || d.as.dict->len == 1)) {
            return shown_keyed(r, sets[i], *list);
        }
    }
    uint32_t at = 0;
    const pl_dict_entry *e = pl_dict_next(d.as.dict, &at);
    if (e && d.as.dict->len == 1 && e->key.kind == PL_STR) {
        return shown_single(r, pl_str_from(e->key), e->value);
    }
    const pl_value *method = pl_dict_find(d.as.dict, PL_S("method"));
    const pl_value *value = pl_dict_find(d.as.dict, PL_S("value"));
    bool by_name = method && method->kind == PL_STR && value && value->kind == PL_STR &&
                   PL_STR_IS(pl_str_from(*method), "selector");
    const pl_selector *s =
        by_name ? pl_selectors_find(r->done, pl_str_from(*value)) : NULL;
    return s ? *pl_dict_find(s->shown.as.dict, PL_S("definition")) : d;
}

/* ---- the file */

/* dbt's words for an entry that is not of the right shape. */
static bool malformed(reading *r, definition d) {
    stand_at(r, d);
    pl_str text =
        pl_str_fmt(r->c.arena,
                   "Could not parse selector file data: \n%.*s\nValid root-level "
                   "selector definitions: union, intersection, string, dictionary. No "
                   "lists. \n"
                   "https://docs.getdbt.com/reference/node-selection/yaml-selectors",
                   PL_FMT(yaml_text(r, d.value)));
    pl_diag *diag = pl_diag_add(r->c.sink, PL_E0508, r->c.where, text);
    diag->dbt_text = pl_str_cat(r->c.arena, PL_S("Runtime Error\n  "), text);
    return false;
}

static bool has_shape(reading *r, definition d) {
    static const char *const known[] = {"name", "definition", "description", "default",
                                        NULL};
    if (d.value.kind != PL_DICT) {
        return malformed(r, d);
    }
    uint32_t at = 0;
    const pl_dict_entry *e;
    while ((e = pl_dict_next(d.value.as.dict, &at))) {
        uint32_t k = 0;
        while (known[k] && !(e->key.kind == PL_STR &&
                             pl_str_eq(pl_str_from(e->key), pl_str_of(known[k])))) {
            k++;
        }
        if (!known[k]) {
            return malformed(r, d);
        }
    }
    const pl_value *name = member(d, PL_S("name"));
    const pl_value *def = member(d, PL_S("definition"));
    const pl_value *is_default = member(d, PL_S("default"));
    if (!name || name->kind != PL_STR || !def ||
        (is_default && is_default->kind != PL_BOOL)) {
        return malformed(r, d);
    }
    return def->kind == PL_STR || def->kind == PL_DICT ||
           malformed(r, inner(d, PL_S("definition")));
}

/* The entry with its definition as the manifest shows it. */
static pl_value shown_selector(reading *r, const pl_dict *entry) {
    pl_value out = pl_dict_new(r->c.arena, entry->len);
    uint32_t at = 0;
    const pl_dict_entry *e;
    while ((e = pl_dict_next(entry, &at))) {
        pl_str key = pl_str_from(e->key);
        bool is_definition = PL_STR_IS(key, "definition");
        pl_dict_put_str(r->c.arena, out.as.dict, key,
                        is_definition ? shown(r, e->value) : e->value);
    }
    return out;
}

static bool read_selector(reading *r, definition d) {
    if (!has_shape(r, d)) {
        return false;
    }
    const pl_value *is_default = member(d, PL_S("default"));
    uint32_t since = r->c.sink->len;
    pl_selector s = {.name = pl_str_from(*member(d, PL_S("name")))};
    s.is_default = is_default && is_default->as.i;
    s.spec = parse_definition(r, inner(d, PL_S("definition")), true);
    if (s.spec && s.spec->size > PL_SPEC_SIZE_MAX) {
        s.spec = fault(r, PL_S("this selector names others too often"));
    }
    if (!s.spec) {
        dbt_words(r, since);
        return false;
    }
    s.shown = shown_selector(r, d.value.as.dict);
    PL_PUSH(r->c.arena, r->done, s);
    return true;
}

static bool one_default(reading *r) {
    const pl_selector *first = NULL;
    for (uint32_t i = 0; i < r->done->len; i++) {
        const pl_selector *s = &r->done->at[i];
        if (s->is_default && first) {
            fault(r,
                  pl_str_fmt(
                      r->c.arena,
                      "Error when parsing the selector file. Found multiple selectors "
                      "with `default: true`:%.*s and %.*s",
                      PL_FMT(first->name), PL_FMT(s->name)));
            return false;
        }
        first = s->is_default ? s : first;
    }
    return true;
}

static bool read_all(reading *r, definition d) {
    definition list = inner(d, PL_S("selectors"));
    if (d.value.kind != PL_DICT || list.value.kind != PL_LIST) {
        return malformed(r, d);
    }
    bool ok = true;
    for (uint32_t i = 0; i < list.value.as.list->len; i++) {
        ok = read_selector(r, item(list, i)) && ok;
    }
    return ok && one_default(r);
}

static bool read_file(pl_world *w, reading *r) {
    bool ok;
    pl_str path =
        pl_path_join(w->arena, w->packages[0].file->root, PL_S("selectors.yml"));
    pl_tree *tree = w->ws->tree;
    pl_str text;
    if (tree->read(tree, path, w->arena, &text) == PL_READ_ABSENT) {
        return true;
    }
    const pl_yaml *yaml = pl_workspace_yaml(w->ws, path, &w->sink, &ok);
    if (!yaml || !ok) {
        return ok;
    }
    definition d = {.yaml = yaml};
    pl_yaml_rules rules = pl_schema_rules(w, &w->packages[0], NULL);
    stand_at(r, d);
    return pl_yaml_render(yaml, &rules, w->arena, &d.value) && read_all(r, d);
}

const pl_selectors *pl_selectors_read(pl_world *w, pl_indirect indirect) {
    if (!w->selectors) {
        pl_selectors *s = PL_NEW(w->arena, pl_selectors);
        reading r = {
            .c = {.w = w, .arena = w->arena, .sink = &w->sink, .indirect = indirect},
            .done = s};
        s->broken = !read_file(w, &r);
        w->selectors = s;
    }
    return w->selectors;
}

const pl_selector *pl_selectors_find(const pl_selectors *s, pl_str name) {
    for (uint32_t i = s->len; i-- > 0;) {
        if (pl_str_eq(s->at[i].name, name)) {
            return &s->at[i];
        }
    }
    return NULL;
}

bool pl_selectors_dict(pl_world *w, pl_value *out) {
    const pl_selectors *s = pl_selectors_read(w, PL_INDIRECT_EAGER);
    *out = pl_dict_new(w->arena, s->len);
    for (uint32_t i = 0; i < s->len; i++) {
        pl_dict_put_str(w->arena, out->as.dict, s->at[i].name, s->at[i].shown);
    }
    return !s->broken;
}
