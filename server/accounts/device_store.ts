/** Devices in the database. A device lives and dies with the session or refresh token that registered it. */
import { type Decoded, integer, nullable, object, string } from "../../core/json.ts";
import type { Database } from "../db.ts";

const deviceRow = object({
  id: string,
  session_id: nullable(string),
  refresh_id: nullable(string),
  name: string,
  type: string,
  push_callback: nullable(string),
  push_public_key: nullable(string),
  push_auth_key: nullable(string),
  available_commands: string,
  created_at_ms: integer,
});

/** A registered device. `available_commands` is the JSON text of an object. */
export type Device = Decoded<typeof deviceRow>;

const SELECT = `SELECT id, session_id, refresh_id, name, type, push_callback, push_public_key, push_auth_key,
                       available_commands, created_at_ms
                  FROM device`;

/** All devices of an account, oldest first. */
export function devicesOf(database: Database, uid: string): Device[] {
  return database.rows(deviceRow, `${SELECT} WHERE uid = ? ORDER BY created_at_ms, id`, uid);
}

/** Writes a device; one of the same id is changed, and keeps its place and the commands that wait for it. */
export function saveDevice(database: Database, uid: string, device: Device): void {
  database.run(
    `INSERT INTO device
       (uid, id, session_id, refresh_id, name, type, push_callback, push_public_key, push_auth_key,
        available_commands, created_at_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET
       session_id = excluded.session_id, refresh_id = excluded.refresh_id,
       name = excluded.name, type = excluded.type, push_callback = excluded.push_callback,
       push_public_key = excluded.push_public_key, push_auth_key = excluded.push_auth_key,
       available_commands = excluded.available_commands
     WHERE uid = excluded.uid`,
    uid,
    device.id,
    device.session_id,
    device.refresh_id,
    device.name,
    device.type,
    device.push_callback,
    device.push_public_key,
    device.push_auth_key,
    device.available_commands,
    device.created_at_ms,
  );
}

/** Removes a device together with what it was signed in by. @returns whether there was one */
export function destroyDevice(database: Database, uid: string, id: string): boolean {
  return database.write(() => {
    const device = database.row(deviceRow, `${SELECT} WHERE uid = ? AND id = ?`, uid, id);
    if (device === undefined) return false;
    database.run("DELETE FROM session WHERE id = ?", device.session_id);
    database.run("DELETE FROM refresh_token WHERE id = ?", device.refresh_id);
    return true;
  });
}
