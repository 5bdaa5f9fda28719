// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <mp/type-context.h>
#include <mp/type-exception.h>
#include <mp/type-interface.h>
#include <mp/type-number.h>
#include <mp/type-string.h>
#include <mp/type-threadmap.h>
