// Preferences. Runs in the browser.

/** A value, or null where the preference has its default. */
export function get(name) {
  if (!Services.prefs.prefHasUserValue(name)) return null;
  switch (Services.prefs.getPrefType(name)) {
    case Services.prefs.PREF_BOOL:
      return Services.prefs.getBoolPref(name);
    case Services.prefs.PREF_INT:
      return Services.prefs.getIntPref(name);
    default:
      return Services.prefs.getStringPref(name);
  }
}

/** Sets a value; null for the default. */
export function set(name, value) {
  if (value === null) Services.prefs.clearUserPref(name);
  else if (typeof value === "boolean") Services.prefs.setBoolPref(name, value);
  else if (typeof value === "number") Services.prefs.setIntPref(name, value);
  else Services.prefs.setStringPref(name, value);
}

/** Sets several. */
export function setAll(values) {
  for (const [name, value] of Object.entries(values)) set(name, value);
}
