// A session with Shopify's own JavaScript client, unchanged, against an emulated store.
//
//     node shopify_session.mjs MODULES BASE_URL STORE TOKEN ORDER_ID FULFILLMENT_ORDER_ID
//
// Prints what happened as JSON. The client insists on https and the store's own name; its documented way to send
// requests elsewhere is `customFetchApi`.

import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [modules, base, store, token, order, part] = process.argv.slice(2);
const require = createRequire(pathToFileURL(`${modules}/package.json`));
const { createAdminApiClient } = await import(pathToFileURL(require.resolve("@shopify/admin-api-client")));

const client = createAdminApiClient({
  storeDomain: store,
  apiVersion: "2026-07",
  accessToken: token,
  retries: 1,
  customFetchApi: (url, init) => fetch(url.replace(`https://${store}`, base), init),
  logger: () => {},
});

const HOLD = `mutation($id: ID!) {
  fulfillmentOrderHold(id: $id, fulfillmentHold: {reason: OTHER, handle: "javascript"}) { userErrors { code } }
}`;
const PAGE = `query($after: String) {
  orders(first: 2, after: $after) { nodes { name } pageInfo { hasNextPage endCursor } }
}`;
const DEAR = "query { orders(first: 50) { nodes { id lineItems(first: 10) { nodes { id } } } } }";

const found = await client.request("query($id: ID!) { order(id: $id) { name } }", { variables: { id: order } });
const names = [];
for (let after = null; ; ) {
  const { orders } = (await client.request(PAGE, { variables: { after } })).data;
  names.push(...orders.nodes.map((node) => node.name));
  if (!orders.pageInfo.hasNextPage) break;
  after = orders.pageInfo.endCursor;
}
const tagged = await client.request(
  'mutation($id: ID!) { tagsAdd(id: $id, tags: ["javascript"]) { userErrors { message } } }',
  { variables: { id: order } },
);
await client.request(HOLD, { variables: { id: part } });
const refused = await client.request(HOLD, { variables: { id: part } });

let throttled = "never";
for (let turn = 0; turn < 100 && throttled === "never"; turn++) {
  const { errors } = await client.request(DEAR);
  if (errors) throttled = errors.graphQLErrors[0].extensions.code;
}

console.log(
  JSON.stringify({
    order: found.data.order.name,
    names,
    tagged: tagged.data.tagsAdd.userErrors,
    refused: refused.data.fulfillmentOrderHold.userErrors[0].code,
    throttled,
  }),
);
