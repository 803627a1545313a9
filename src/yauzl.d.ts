/** What is used of yauzl, which has no types of its own. As a bundled CommonJS module it has its default export only. */
declare module 'yauzl' {
  interface Entry {
    readonly fileNameRaw: Uint8Array;
    readonly extraFields: unknown;
    readonly generalPurposeBitFlag: number;
    readonly compressionMethod: number;
    readonly compressedSize: number;
    readonly uncompressedSize: number;
    readonly crc32: number;
    readonly relativeOffsetOfLocalHeader: number;
  }
  interface ZipFile {
    eachEntry(): AsyncIterable<Entry>;
  }
  interface Options {
    readonly decodeStrings: boolean;
    readonly validateEntrySizes: boolean;
  }
  const yauzl: {
    fromRandomAccessReaderPromise(reader: object, size: number, options: Options): Promise<ZipFile>;
    RandomAccessReader: new () => object;
    getFileNameLowLevel(flags: number, name: Uint8Array, extraFields: unknown, strict: boolean): string;
  };
  export default yauzl;
}
