/** Commands that wait for their device, in the database. */
import { type Decoded, integer, nullable, object, string } from "../../core/json.ts";
import type { Database } from "../db.ts";

/** A device nobody starts any more must not fill the disk. */
const MAX_WAITING = 1000;

const commandRow = object({ id: integer, sender_id: nullable(string), command: string, payload: string });

/** A command as it waits; `payload` is the JSON text of an object. Ids of later commands are greater. */
export type WaitingCommand = Decoded<typeof commandRow>;

/** A command on its way to a device. */
export interface NewCommand {
  readonly deviceId: string;
  readonly senderId: string | null;
  readonly command: string;
  /** JSON text. */
  readonly payload: string;
  readonly ttlSeconds: number;
}

/** Queues a command; the oldest ones go where too many wait. */
export function queueCommand(database: Database, wanted: NewCommand): void {
  database.write(() => {
    database.run(
      `INSERT INTO device_command (device_id, sender_id, command, payload, expires_at_ms)
       VALUES (?, ?, ?, ?, ?)`,
      wanted.deviceId,
      wanted.senderId,
      wanted.command,
      wanted.payload,
      database.clock.nowMs() + wanted.ttlSeconds * 1000,
    );
    database.run(
      `DELETE FROM device_command WHERE device_id = ?1 AND id <=
         (SELECT id FROM device_command WHERE device_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)`,
      wanted.deviceId,
      MAX_WAITING,
    );
  });
}

/** The living commands of a device from that id on, oldest first. */
export function waitingCommands(
  database: Database,
  deviceId: string,
  fromId: number,
  limit: number,
): WaitingCommand[] {
  return database.rows(
    commandRow,
    `SELECT id, sender_id, command, payload FROM device_command
      WHERE device_id = ? AND id >= ? AND expires_at_ms > ? ORDER BY id LIMIT ?`,
    deviceId,
    fromId,
    database.clock.nowMs(),
    limit,
  );
}
