// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "gui/preferences.h"

#include <QDir>
#include <QFile>
#include <QSettings>

namespace quanta::gui {

namespace {

constexpr char kUnit[] = "unit";
constexpr char kTheme[] = "theme";
constexpr char kWallet[] = "wallet";
constexpr char kGeometry[] = "geometry";
constexpr char kHistory[] = "history";

/// A number kept in a file anybody may have edited: 0 unless it is one up to `last`.
int bounded(const QVariant& value, int last) {
    const int number = value.toInt();
    return number < 0 || number > last ? 0 : number;
}

QString file_in(const std::string& directory) {
    return QDir(QString::fromStdString(directory)).filePath("gui.ini");
}

}  // namespace

Preferences::Preferences(const std::string& directory) : m_directory(directory) {
    if (directory.empty()) return;
    const QSettings file(file_in(directory), QSettings::IniFormat);
    for (const QString& name : file.allKeys())
        m_values[name] = file.value(name);
}

Preferences::~Preferences() {
    save();
}

void Preferences::reset() {
    m_values.clear();
    m_changed = true;
}

void Preferences::save() {
    if (!m_changed || m_directory.empty() || !QDir(QString::fromStdString(m_directory)).exists()) return;
    QSettings file(file_in(m_directory), QSettings::IniFormat);
    file.clear();
    for (auto value = m_values.cbegin(); value != m_values.cend(); ++value) {
        file.setValue(value.key(), value.value());
    }
    file.sync();
    QFile::setPermissions(file.fileName(), QFile::ReadOwner | QFile::WriteOwner);
    m_changed = false;
}

void Preferences::set(const char* name, const QVariant& value) {
    QVariant& kept = m_values[name];
    m_changed |= kept != value;
    kept = value;
}

Unit Preferences::unit() const {
    return kUnits[bounded(m_values.value(kUnit), 2)];
}
void Preferences::set_unit(Unit unit) {
    set(kUnit, static_cast<int>(unit));
}

Theme Preferences::theme() const {
    return static_cast<Theme>(bounded(m_values.value(kTheme), 2));
}
void Preferences::set_theme(Theme theme) {
    set(kTheme, static_cast<int>(theme));
}

std::string Preferences::wallet() const {
    return m_values.value(kWallet).toString().toStdString();
}
void Preferences::set_wallet(const std::string& name) {
    set(kWallet, QString::fromStdString(name));
}

QByteArray Preferences::geometry() const {
    return m_values.value(kGeometry).toByteArray();
}
void Preferences::set_geometry(const QByteArray& geometry) {
    set(kGeometry, geometry);
}

QStringList Preferences::history() const {
    return m_values.value(kHistory).toStringList();
}
void Preferences::set_history(const QStringList& lines) {
    set(kHistory, lines);
}

}  // namespace quanta::gui
