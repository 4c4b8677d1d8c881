/* The list of the adapters, in the order of their names. */
#include "adapter/adapter.h"

const pl_adapter *const pl_adapters[] = {
#define ADAPTER(name) &pl_adapter_##name,
#include "adapter/adapters.def"
#undef ADAPTER
};
const uint32_t pl_adapter_count = sizeof pl_adapters / sizeof *pl_adapters;
