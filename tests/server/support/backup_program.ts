/** A program for tests: copies the database of a server's folder to a file, from a process of its own. */
import { backupDatabase } from "../../../server/admin/backup.ts";
import { openDatabase } from "../../../server/db.ts";

const [dataDir, path = ""] = Deno.args;
using database = openDatabase(dataDir);
await backupDatabase(database, path);
