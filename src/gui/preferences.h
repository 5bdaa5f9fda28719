// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <string>

#include <QByteArray>
#include <QStringList>
#include <QVariantMap>

#include "gui/format.h"
#include "gui/theme.h"

namespace quanta::gui {

/// What the window remembers: gui.ini in the data directory. Holds no secret. The window's thread only.
class Preferences {
public:
    /// Nothing is kept when `directory` is empty.
    explicit Preferences(const std::string& directory);
    ~Preferences();
    Preferences(const Preferences&) = delete;
    Preferences& operator=(const Preferences&) = delete;

    /// Forgets everything.
    void reset();
    /// Writes what has changed, if the directory exists by now: it is the node's to make.
    void save();

    Unit unit() const;
    void set_unit(Unit unit);
    Theme theme() const;
    void set_theme(Theme theme);
    std::string wallet() const;
    void set_wallet(const std::string& name);
    QByteArray geometry() const;
    void set_geometry(const QByteArray& geometry);
    QStringList history() const;
    void set_history(const QStringList& lines);

private:
    void set(const char* name, const QVariant& value);

    const std::string m_directory;
    QVariantMap m_values;
    bool m_changed = false;
};

}  // namespace quanta::gui
