import { createRequire } from 'node:module';

/** Bare iteration of a capture with the pcap-parser package: the yardstick. Prints the number of frames. */
interface Parser {
  on(event: 'packet' | 'end', listener: () => void): Parser;
  on(event: 'error', listener: (error: Error) => void): Parser;
}

const { parse } = createRequire(import.meta.url)('pcap-parser') as { parse(path: string): Parser };

let frames = 0;
parse(process.argv[2]!)
  .on('packet', () => {
    frames++;
  })
  .on('end', () => {
    process.stdout.write(`${frames}\n`);
  })
  .on('error', (error) => {
    throw error;
  });
