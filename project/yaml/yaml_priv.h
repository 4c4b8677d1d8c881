/* project/yaml/yaml_priv.h: shared by the yaml_*.c files only. */
#ifndef PL_PROJECT_YAML_YAML_PRIV_H
#define PL_PROJECT_YAML_YAML_PRIV_H

#include "project/yaml/fault.h"

/* Tags of YAML 1.1 scalars. */
typedef enum pl_yaml_tag {
    PL_TAG_STR,
    PL_TAG_BOOL,
    PL_TAG_FLOAT,
    PL_TAG_INT,
    PL_TAG_MERGE,
    PL_TAG_NULL,
    PL_TAG_TIMESTAMP,
    PL_TAG_VALUE,
    PL_TAG_BINARY,
} pl_yaml_tag;

/* The tag that PyYAML's resolver gives a plain scalar. */
pl_yaml_tag pl_yaml_implicit(pl_str text);

/* Tags that are written out: "tag:yaml.org,2002:int". */
#define PL_YAML_ORG "tag:yaml.org,2002:"
bool pl_yaml_tag_is(const char *tag, const char *name);
bool pl_yaml_tag_is_default(const char *tag);
bool pl_yaml_tag_find(const char *tag, pl_yaml_tag *out);

/* Flags of nodes beside PL_YAML_*, for reading only. */
enum {
    PL_YAML_VALUE_KEY = 1 << 6, /* the plain scalar = */
    PL_YAML_MERGE_KEY = 1 << 7, /* the plain scalar << */
};

/* Fill y->kind and y->scalar from `text`. False with the reason in *why: the text isn't
 * what its tag says. */
bool pl_yaml_construct(pl_yaml *y, pl_yaml_tag tag, pl_str text, pl_arena *a,
                       pl_str *why);

/* As pl_yaml_build, with libyaml whatever the text. */
bool pl_yaml_build_slowly(const pl_source *src, pl_arena *a, const pl_yaml **out,
                          pl_yaml_fault *fault);

/* A mapping whose children are all read. */
typedef struct pl_yaml_closing {
    pl_yaml *node;
    pl_arena *arena;
    pl_arena *scratch;
    uint64_t merged; /* entries that `<<` brought */
    uint64_t most;   /* that it may bring */
    pl_yaml_fault *fault;
} pl_yaml_closing;

/* Give the node its entries: `children` are keys and values by turns. False with the
 * fault filled. */
bool pl_yaml_close_map(pl_yaml_closing *c, const pl_yaml **children, uint32_t count);

/* A date or time of YAML 1.1: PL_YAML_DATE or PL_YAML_DATETIME with its ISO text. */
bool pl_yaml_is_stamp(pl_str text);
bool pl_yaml_construct_stamp(pl_yaml *y, pl_str text, pl_arena *a, pl_str *why);

#endif
