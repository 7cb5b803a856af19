import { createServer } from 'node:http';

import { expect } from 'chai';
import { it } from 'mocha';

import { forEachEngine } from '../helpers/engines';
import { connectedPair } from '../helpers/pair';

forEachEngine('node:http', (engine) => {
  it('answers on a stream, where it has no callback and says so by null', async () => {
    const { a, z } = await connectedPair(engine);
    const web = createServer((_, response) => {
      response.write('the answer');
      response.end();
    });
    web.emit('connection', z.openStream(0, { objectMode: false }));
    a.write('GET / HTTP/1.1\r\nHost: z\r\n\r\n');
    let said = '';
    for await (const { data } of a.messages()) {
      said += String(data);
      if (said.endsWith('\r\n0\r\n\r\n')) break;
    }
    expect(said).to.match(/^HTTP\/1\.1 200 OK\r\n[^]*\r\nthe answer\r\n/);
  });
});
