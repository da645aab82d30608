/** Whether a repository's id may be put into addresses and folders. */
export function isRepositoryId(id: unknown): id is string {
  return (
    typeof id === 'string' &&
    /^[\w.-]{1,96}\/[\w.-]{1,96}$/.test(id) &&
    id.split('/').every((name) => !/^\.+$/.test(name))
  );
}

/** Whether a file's path stays inside its repository, on every system: what a hub says is not to be trusted. */
export function isRepositoryPath(path: unknown): path is string {
  if (typeof path !== 'string' || path.length > 500) return false;
  // oxlint-disable-next-line no-control-regex -- these are what must not be in a file name
  if (/[\u0000-\u001f\u007f-\u009f\\:*?"<>|\u202a-\u202e\u2066-\u2069]/.test(path)) return false;
  return path
    .split('/')
    .every((name) => name !== '' && !/^\.+$/.test(name) && !/[. ]$/.test(name) && name.length <= 200);
}
