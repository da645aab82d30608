/** What the tree needs to know of a turn. */
export interface TreeNode {
  id: string;
  parentId: string | null;
}

/** The turns from the first one to `leafId`, in order. Empty when there is no such turn. */
export function pathTo<T extends TreeNode>(nodes: readonly T[], leafId: string | null): T[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const path: T[] = [];
  for (let node = byId.get(leafId ?? ''); node; node = byId.get(node.parentId ?? '')) path.push(node);
  return path.reverse();
}

/** All turns that share a parent with this one, itself included, in the order of `nodes`. */
export function versionsOf<T extends TreeNode>(nodes: readonly T[], node: TreeNode): T[] {
  return nodes.filter((other) => other.parentId === node.parentId);
}

/** The newest leaf below a turn: where its conversation goes on. `nodes` are oldest first. */
export function newestLeafBelow(nodes: readonly TreeNode[], id: string): string {
  let leaf = id;
  for (let child: TreeNode | undefined; (child = nodes.findLast((node) => node.parentId === leaf));) leaf = child.id;
  return leaf;
}
