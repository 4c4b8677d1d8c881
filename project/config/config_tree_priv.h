/* project/config/config_tree_priv.h: the levels of a config tree. Folder-private. */
#ifndef PL_PROJECT_CONFIG_CONFIG_TREE_PRIV_H
#define PL_PROJECT_CONFIG_CONFIG_TREE_PRIV_H

#include "project/config/merge.h"
#include "support/map.h"

/* A fault of a level, kept until a node meets it. */
typedef struct pl_config_fault {
    pl_str text; /* empty: none */
    pl_str dbt_text;
    pl_span span;
} pl_config_fault;

/* One folder of a section: what stands at it and what that makes
 * with all outer ones. */
typedef struct pl_config_level {
    const struct pl_config_level *up;
    const pl_yaml *raw;     /* the mapping as written; NULL: the section isn't given */
    const pl_dict *own;     /* its config keys, canonical, rendered */
    const pl_dict *own_raw; /* the same, unrendered */
    pl_dict *merged;        /* config after this level */
    pl_dict *merged_shown;  /* as the manifest shows it when nothing else is set */
    pl_dict *unrendered;    /* unrendered config after this level */
    pl_map children;        /* folder -> pl_config_level */
    pl_config_fault fault;
} pl_config_level;

struct pl_config_set {
    const pl_adapter *adapter;
    const pl_project_file *const *projects;
    pl_map packages; /* name -> pl_config_level *[PL_CONFIG_CLASS_COUNT] */
    pl_dict *defaults[PL_CONFIG_CLASS_COUNT];
};

/* The level of `package`'s own tree at which a node's outer configs end. */
const pl_config_level *pl_config_level_of(const pl_config_set *set, pl_config_class cls,
                                          pl_str package, const pl_str *fqn,
                                          uint32_t fqn_len);
/* The root level of the package's tree; NULL: no such package. */
const pl_config_level *pl_config_top(const pl_config_set *set, pl_config_class cls,
                                     pl_str package);
const pl_config_level *pl_config_child(const pl_config_level *level, pl_str name);
bool pl_config_is_root(const pl_config_set *set, pl_str package);

/* The node's patch or calls with canonical keys. */
const pl_dict *pl_config_canonical(const pl_config_set *set, const pl_dict *d,
                                   bool hooks, pl_arena *a, pl_str *why);

/* The entry of a config key (with or without +, or an alias of it) in a
 * mapping as written. */
const pl_yaml_entry *pl_config_entry_of(const pl_adapter *ad, const pl_yaml *map,
                                        pl_str key);

/* ---- checking, check.c */

typedef struct pl_config_words {
    pl_str text;  /* dbt's; empty: nothing is wrong */
    bool boolean; /* another value stands where a boolean must */
} pl_config_words;

/* Is the value of `key` one that its class takes? `def` hides nothing. */
bool pl_config_check_key(const pl_config_def *def, const pl_dict *config, pl_str key,
                         pl_arena *a, pl_config_words *words);
/* The faults of several keys at once: for a config as a whole. */
bool pl_config_check_whole(const pl_config_def *def, const pl_dict *config, pl_arena *a,
                           pl_config_words *words);

#endif
