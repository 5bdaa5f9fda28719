// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <mp/type-char.h>
#include <mp/type-chrono.h>
#include <mp/type-context.h>
#include <mp/type-data.h>
#include <mp/type-exception.h>
#include <mp/type-function.h>
#include <mp/type-interface.h>
#include <mp/type-map.h>
#include <mp/type-number.h>
#include <mp/type-optional.h>
#include <mp/type-pair.h>
#include <mp/type-pointer.h>
#include <mp/type-set.h>
#include <mp/type-string.h>
#include <mp/type-struct.h>
#include <mp/type-threadmap.h>
#include <mp/type-tuple.h>
#include <mp/type-unordered-set.h>
#include <mp/type-vector.h>
#include <mp/type-void.h>
