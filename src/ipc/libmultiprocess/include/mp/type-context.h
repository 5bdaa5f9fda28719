// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

// Context parameters are filled in and obeyed by the library itself. Schemas name this header beside the
// other types that they use, so that what they need is in one list.
#include "mp/proxy-types.h"
