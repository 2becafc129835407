/** The door to work on a server's database from beside the server. */
export { type Database, openDatabase } from "./db.ts";
export { backupDatabase } from "./admin/backup.ts";
export { addDevice, type AddedDevice } from "./admin/devices.ts";
export { load, type LoadedAccount, type LoadedBso, type LoadedCollection, storeBsos } from "./admin/load.ts";
export type { User } from "./admin/new_account.ts";
export {
  addUser,
  changePassword,
  checkNewUser,
  listUsers,
  removeUser,
  resetPassword,
  type UserSummary,
} from "./admin/users.ts";
