/* graph/graph.h: lineage, of one environment or of several at once.
 *
 * Nodes are those selected in any environment; edges lead between them. Where a node
 * lands is kept by environment. Ownership: all in the arena given; worlds must outlive
 * the graph. One thread. */
#ifndef PL_GRAPH_GRAPH_H
#define PL_GRAPH_GRAPH_H

#include "graph/page.h"
#include "project/node/world.h"
#include "project/select/select.h"
#include "support/vec.h"

/* A node in one environment. */
typedef struct pl_graph_place {
    const pl_dbt_node *node; /* NULL: it is not there, or not selected */
    pl_str schema;           /* "database.schema"; empty: it lands nowhere */
    pl_str relation;         /* as SQL writes it; empty: none */
    pl_str materialized;     /* empty: it has none */
} pl_graph_place;

typedef struct pl_graph_node {
    pl_str unique_id;
    uint32_t number; /* place in the graph's list */
    pl_str name;     /* as lists show it: "orders", "erp.orders" */
    pl_resource type;
    pl_str path;
    const pl_graph_place *at; /* by environment */
    PL_VEC(uint32_t) parents; /* numbers of nodes, once each */
} pl_graph_node;

/* Nodes that share a schema in every environment. */
typedef struct pl_graph_cluster {
    PL_VEC(uint32_t) nodes; /* their numbers */
} pl_graph_cluster;

typedef struct pl_graph {
    pl_arena *arena;
    const pl_str *environments; /* their names */
    uint32_t environment_len;
    pl_graph_node **at; /* by unique_id */
    uint32_t len;
    pl_graph_cluster nowhere;   /* nodes that land in no schema */
    pl_graph_cluster *clusters; /* in the order of their first node */
    uint32_t cluster_len;
    pl_page_mask *mask; /* takes secrets out of a text; may be NULL */
    void *mask_data;
} pl_graph;

/* What an environment has: `nodes` of `world`, which is linked. `world` NULL: it could
 * not be read. */
typedef struct pl_graph_input {
    pl_str name;
    const pl_world *world;
    pl_selected nodes;
} pl_graph_input;

pl_graph *pl_graph_new(const pl_graph_input *in, uint32_t len, pl_arena *a);

/* Is it a relation of its own in no environment: a CTE of others? */
bool pl_graph_is_ephemeral(const pl_graph *g, const pl_graph_node *n);
/* Is it in every environment? */
bool pl_graph_is_everywhere(const pl_graph *g, const pl_graph_node *n);
/* Lines that name a cluster: "database.schema", or where environments differ one for
 * each, which `environment` tells (UINT32_MAX: all of them). False: no more lines. */
bool pl_graph_cluster_line(const pl_graph *g, const pl_graph_cluster *c, uint32_t line,
                           uint32_t *environment, pl_str *schema);
/* Colour of an environment: "#2f6fd6". Static storage. */
const char *pl_graph_color(uint32_t environment);

void pl_graph_print_dot(const pl_graph *g, pl_buf *to);
void pl_graph_print_mermaid(const pl_graph *g, pl_buf *to);
/* A self-contained page. */
void pl_graph_print_html(const pl_graph *g, pl_buf *to);

#endif
