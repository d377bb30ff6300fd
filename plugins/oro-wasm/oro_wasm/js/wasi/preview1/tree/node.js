/**
 * The interface of a file system that a guest is lent. `MemoryFolder` is one in memory, `DiskFolder` one of the machine.
 * Every method throws a `WasiError` for what cannot be done.
 * @module
 */

/**
 * @typedef {object} Stat
 * @property {bigint} device
 * @property {bigint} inode
 * @property {number} type one of `FILE`
 * @property {bigint} links
 * @property {bigint} size in bytes
 * @property {bigint} accessed nanoseconds since 1970, as the two others
 * @property {bigint} modified
 * @property {bigint} changed
 */

/**
 * @typedef {object} Entry
 * @property {string} name
 * @property {bigint} inode
 * @property {number} type one of `FILE`
 */

/**
 * @typedef {object} Content of a file that is open
 * @property {(offset: number, into: Uint8Array) => number} read how many bytes were read; fewer at the end
 * @property {(offset: number, bytes: Uint8Array) => number} write
 * @property {(size: number) => void} resize
 * @property {() => Stat} stat
 * @property {(accessed: bigint | null, modified: bigint | null) => void} setTimes null leaves a time as it is
 * @property {(data: boolean) => void} sync
 * @property {() => void} close
 */

/**
 * @typedef {object} OpenHow
 * @property {boolean} read
 * @property {boolean} write
 * @property {boolean} truncate
 */

/**
 * @typedef {object} Attributes
 * @property {() => Stat} stat
 * @property {(accessed: bigint | null, modified: bigint | null) => void} setTimes
 */

/** @typedef {Attributes & { kind: 'file', open (how: OpenHow): Content }} File */
/** @typedef {Attributes & { kind: 'link', target (): string }} Link */
/** @typedef {Attributes & { kind: 'other' }} Other such as a socket or a device, which a guest sees but cannot open */

/**
 * @typedef {object} FolderMethods
 * @property {'folder'} kind
 * @property {(name: string) => Node | undefined} lookup
 * @property {() => Entry[]} entries
 * @property {(name: string) => File} createFile there is nothing of that name
 * @property {(name: string) => void} createFolder
 * @property {(name: string, target: string) => void} createLink
 * @property {(name: string, node: Node) => void} link one more name for a file
 * @property {(name: string) => void} unlink anything but a folder
 * @property {(name: string) => void} removeFolder
 * @property {(name: string, to: any, newName: string) => void} rename into a folder of the same file system
 */

/** @typedef {Attributes & FolderMethods} Folder */
/** @typedef {File | Link | Folder | Other} Node */

export {}
