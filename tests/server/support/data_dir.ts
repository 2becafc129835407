/** Folders of a server's data, for one test each. */

/** Runs `act` with the path of a folder that is not there yet, and removes it afterwards. */
export async function withDir(act: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await act(`${dir}/data`);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}
