/* Checking dicts against dbt's classes, in jsonschema's words. */
#include "project/config/contract.h"

#include "eval/ops/python_text.h"

static bool fits_name(pl_str type, pl_value v) {
    static const struct {
        const char *name;
        pl_kind kinds[2];
    } names[] = {
        {"string", {PL_STR, PL_STR}},    {"integer", {PL_INT, PL_BIG}},
        {"boolean", {PL_BOOL, PL_BOOL}}, {"object", {PL_DICT, PL_DICT}},
        {"null", {PL_NONE, PL_NONE}},    {"array", {PL_LIST, PL_LIST}},
    };
    if (PL_STR_IS(type, "any")) {
        return true;
    }
    if (v.kind == PL_FLOAT && PL_STR_IS(type, "integer")) {
        return v.as.f -
                   (double)(int64_t)(v.as.f > -1e15 && v.as.f < 1e15 ? v.as.f : 0.5) ==
               0;
    }
    if (PL_STR_IS(type, "number")) {
        return v.kind == PL_INT || v.kind == PL_BIG || v.kind == PL_FLOAT;
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (pl_str_eq(type, pl_str_of(names[i].name))) {
            return v.kind == names[i].kinds[0] || v.kind == names[i].kinds[1];
        }
    }
    return false;
}

/* The items of "=a,b" as texts. */
static uint32_t choices(pl_str type, pl_str *at, uint32_t most) {
    uint32_t n = 0;
    uint32_t lo = 1;
    while (lo <= type.len && n < most) {
        uint32_t hi = lo;
        while (hi < type.len && type.at[hi] != ',') {
            hi++;
        }
        at[n++] = pl_str_sub(type, lo, hi);
        lo = hi + 1;
    }
    return n;
}

enum { CHOICES_MOST = 32 };

static bool fits_choice(pl_str type, pl_value v) {
    pl_str at[CHOICES_MOST];
    uint32_t n = choices(type, at, CHOICES_MOST);
    for (uint32_t i = 0; v.kind == PL_STR && i < n; i++) {
        if (pl_str_eq(at[i], pl_str_from(v))) {
            return true;
        }
    }
    return false;
}

/* Index of the first item that isn't `type`, or the list's length. */
static uint32_t bad_item(pl_str type, const pl_list *l) {
    for (uint32_t i = 0; i < l->len; i++) {
        if (!fits_name(type, l->at[i])) {
            return i;
        }
    }
    return l->len;
}

static bool fits_one(pl_str type, pl_value v) {
    if (type.at[0] == '=') {
        return fits_choice(type, v);
    }
    if (type.at[0] == '[') {
        return v.kind == PL_LIST &&
               bad_item(pl_str_sub(type, 1, type.len - 1), v.as.list) == v.as.list->len;
    }
    return fits_name(type, v);
}

bool pl_contract_fits(const char *type, pl_value v) {
    while (*type) {
        size_t n = strcspn(type, "|");
        if (fits_one((pl_str){type, (uint32_t)n}, v)) {
            return true;
        }
        type += n + (type[n] == '|');
    }
    return false;
}

static void not_of_type(pl_contract_fault *fault, pl_arena *a, pl_value v,
                        pl_str type) {
    fault->wanted = type;
    fault->message = pl_str_fmt(a, "%.*s is not of type '%.*s'",
                                PL_FMT(pl_python_repr(a, v)), PL_FMT(type));
}

static void describe(pl_str type, pl_value v, pl_arena *a, pl_contract_fault *fault) {
    pl_str repr = pl_python_repr(a, v);
    if (type.at[0] == '=') {
        pl_str at[CHOICES_MOST];
        uint32_t n = choices(type, at, CHOICES_MOST);
        fault->message = pl_str_fmt(a, "%.*s is not one of %.*s", PL_FMT(repr),
                                    PL_FMT(pl_python_list(a, at, n)));
    } else if (type.at[0] != '[') {
        not_of_type(fault, a, v, type);
    } else if (v.kind != PL_LIST) {
        not_of_type(fault, a, v, PL_S("array"));
    } else {
        pl_str item = pl_str_sub(type, 1, type.len - 1);
        uint32_t i = bad_item(item, v.as.list);
        fault->path = pl_str_fmt(a, "%.*s[%u]", PL_FMT(fault->path), i);
        not_of_type(fault, a, v.as.list->at[i], item);
    }
}

/* A key that is no text, or NULL: mappings have none such. */
static const pl_value *bad_key(const char *type, pl_value v) {
    if (v.kind != PL_DICT || strcmp(type, "object") != 0) {
        return NULL;
    }
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(v.as.dict, &i)) != NULL;) {
        if (e->key.kind != PL_STR) {
            return &e->key;
        }
    }
    return NULL;
}

bool pl_contract_value(pl_str key, const char *type, pl_value v, pl_arena *a,
                       pl_contract_fault *fault) {
    bool fits = pl_contract_fits(type, v);
    const pl_value *other = fits ? bad_key(type, v) : NULL;
    if (fits && !other) {
        return true;
    }
    *fault = (pl_contract_fault){.key = key};
    fault->path = pl_str_fmt(a, "[%.*s]", PL_FMT(pl_python_repr(a, pl_string(key))));
    if (other) {
        not_of_type(fault, a, *other, PL_S("string"));
    } else if (strchr(type, '|')) {
        fault->message =
            pl_str_cat(a, pl_python_repr(a, v),
                       PL_S(" is not valid under any of the given schemas"));
    } else {
        describe(pl_str_of(type), v, a, fault);
    }
    return false;
}

static const pl_contract_field *field_of(const pl_contract_field *fields,
                                         pl_value key) {
    for (; fields->name; fields++) {
        if (key.kind == PL_STR &&
            pl_str_eq(pl_str_from(key), pl_str_of(fields->name))) {
            return fields;
        }
    }
    return NULL;
}

/* "'a', 'b' were unexpected" */
static bool check_unknown(const pl_contract_field *fields, const pl_dict *data,
                          pl_arena *a, pl_contract_fault *fault) {
    pl_buf names = {0};
    uint32_t count = 0;
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(data, &i)) != NULL;) {
        if (field_of(fields, e->key)) {
            continue;
        }
        if (count++ == 0) {
            *fault = (pl_contract_fault){.path = PL_S("[]"), .unknown = true};
            fault->key = e->key.kind == PL_STR ? pl_str_from(e->key) : (pl_str){0};
        } else {
            PL_BUF_LIT(&names, ", ");
        }
        pl_buf_str(&names, pl_python_repr(a, e->key));
    }
    if (count) {
        fault->message =
            pl_str_fmt(a, "Additional properties are not allowed (%.*s %s unexpected)",
                       PL_FMT(pl_buf_view(&names)), count == 1 ? "was" : "were");
    }
    pl_buf_free(&names);
    return count == 0;
}

bool pl_contract_check(const pl_contract_field *fields, bool open, const pl_dict *data,
                       pl_arena *a, pl_contract_fault *fault) {
    for (const pl_contract_field *f = fields; f->name; f++) {
        pl_str key = pl_str_of(f->name);
        pl_value *v = pl_dict_find(data, key);
        if (v && !pl_contract_value(key, f->type, *v, a, fault)) {
            return false;
        }
    }
    if (!open && !check_unknown(fields, data, a, fault)) {
        return false;
    }
    for (const pl_contract_field *f = fields; f->name; f++) {
        if (f->required && !pl_dict_find(data, pl_str_of(f->name))) {
            *fault = (pl_contract_fault){.path = PL_S("[]")};
            fault->message = pl_str_fmt(a, "'%s' is a required property", f->name);
            return false;
        }
    }
    return true;
}

pl_str pl_contract_near(const pl_contract_field *fields, pl_str key) {
    pl_str best = {0};
    uint32_t distance = 3;
    for (; fields->name; fields++) {
        uint32_t d = pl_str_distance(key, pl_str_of(fields->name), 3);
        if (d < distance) {
            distance = d;
            best = pl_str_of(fields->name);
        }
    }
    return best;
}
