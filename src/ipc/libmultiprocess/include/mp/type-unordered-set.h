// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <unordered_set>

// What holds for one kind of set holds for the other.
#include "mp/type-set.h"
