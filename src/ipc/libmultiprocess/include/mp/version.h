// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

/// Version of the interface of this library, as its package reports it.
#define MP_MAJOR_VERSION 14
#define MP_MINOR_VERSION 0
