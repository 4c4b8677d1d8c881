/* adapter: catalogs of Iceberg tables, which dbt-adapters has since 1.15.
 *
 * Macros of that age ask for every node; only a node that names a catalog has one.
 * Source: dbt-adapters base/impl.py build_catalog_relation. */
#include "macros/context/arguments.h"
#include "macros/warehouse/warehouse.h"

bool pl_adapter_catalog_relation(pl_eval *ev, const pl_value *argv, pl_value *out) {
    static const char *const keys[] = {"catalog_name", "catalog"};
    pl_value config, name;
    *out = pl_none();
    if (!pl_member_of(ev, argv[1], "config", &config)) {
        return false;
    }
    for (size_t i = 0; config.kind == PL_DICT && i < 2; i++) {
        bool given;
        if (pl_dict_member(config.as.dict, keys[i], &name) != PL_FOUND) {
            continue;
        }
        if (!pl_truth(ev, name, &given)) {
            return false;
        }
        if (given) {
            return pl_need_warehouse(ev, "adapter.build_catalog_relation");
        }
    }
    return true;
}
