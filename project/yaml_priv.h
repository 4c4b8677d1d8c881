/* project/yaml_priv.h: shared by the yaml_*.c files only. */
#ifndef PL_PROJECT_YAML_PRIV_H
#define PL_PROJECT_YAML_PRIV_H

#include "project/yaml.h"

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

/* Fill y->kind and y->scalar from `text`. False with the reason in *why: the text isn't what
 * its tag says. */
bool pl_yaml_construct(pl_yaml *y, pl_yaml_tag tag, pl_str text, pl_arena *a, pl_str *why);


#endif
