// A stand-in for the Google provider that knows its schema and no cloud, so that Terraform itself can validate and plan
// a configuration on a machine that can neither download the provider nor reach Google. Terraform attaches to it by
// TF_REATTACH_PROVIDERS; what a resource would learn from the cloud stays unknown, as it is in a first plan.
import { fileURLToPath } from 'node:url';
import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';
import { ExtData, decode, encode } from '@msgpack/msgpack';
import { schemaOf } from '../provider-schema.mjs';

const nesting = { single: 'SINGLE', list: 'LIST', set: 'SET' };
const unknown = new ExtData(0, new Uint8Array([0]));

/**
 * Starts the provider on a free port of this machine.
 * @param {{resource: string[], data: string[]}} types The types to serve.
 * @param {Record<string, object>} dataSources What reading a data source gives, by type.
 * @returns {Promise<{reattach: string, stop: () => void}>} The value of TF_REATTACH_PROVIDERS, and how to end it.
 */
export async function startSchemaProvider(types, dataSources) {
  const definition = protoLoader.loadSync(fileURLToPath(new URL('tfplugin5.proto', import.meta.url)), { keepCase: true });
  const server = new grpc.Server();
  const answer = (make) => (call, callback) => {
    try {
      callback(null, make(call.request));
    } catch (error) {
      callback({ code: grpc.status.INTERNAL, message: `${error.stack}` });
    }
  };
  server.addService(grpc.loadPackageDefinition(definition).tfplugin5.Provider.service, {
    GetSchema: answer(() => ({
      provider: toSchema(schemaOf('provider', 'google')),
      resource_schemas: Object.fromEntries(types.resource.map((type) => [type, toSchema(schemaOf('resource', type))])),
      data_source_schemas: Object.fromEntries(types.data.map((type) => [type, toSchema(schemaOf('data', type))])),
    })),
    PrepareProviderConfig: answer((request) => ({ prepared_config: request.config })),
    ValidateResourceTypeConfig: answer(() => ({})),
    ValidateDataSourceConfig: answer(() => ({})),
    Configure: answer(() => ({})),
    PlanResourceChange: answer((request) => {
      const proposed = decode(request.proposed_new_state.msgpack);
      if (proposed) leaveUnknown(proposed, schemaOf('resource', request.type_name));
      return { planned_state: { msgpack: encode(proposed) }, legacy_type_system: true };
    }),
    ReadDataSource: answer((request) => {
      const state = { ...decode(request.config.msgpack), ...dataSources[request.type_name] };
      return { state: { msgpack: encode(state) } };
    }),
    Stop: answer(() => ({})),
  });
  const port = await new Promise((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) => (error ? reject(error) : resolve(bound))));
  const plugin = {
    Protocol: 'grpc', ProtocolVersion: 5, Pid: process.pid, Test: true, Addr: { Network: 'tcp', String: `127.0.0.1:${port}` },
  };
  return {
    reattach: JSON.stringify({ 'registry.terraform.io/hashicorp/google': plugin }),
    stop: () => server.forceShutdown(),
  };
}

const toSchema = (block) => ({ version: 0, block: toBlock(block) });

function toBlock(block) {
  return {
    attributes: Object.entries(block.attributes).map(([name, attribute]) => ({
      name,
      type: Buffer.from(JSON.stringify(toType(attribute))),
      required: attribute.required,
      optional: attribute.optional,
      computed: attribute.computed,
    })),
    block_types: Object.entries(block.blocks).map(([name, nested]) => ({
      type_name: name,
      block: toBlock(nested.block),
      nesting: nesting[nested.nesting],
      min_items: nested.required && nested.nesting !== 'single' ? 1 : 0,
      max_items: nested.single && nested.nesting !== 'single' ? 1 : 0,
    })),
  };
}

function toType(attribute) {
  if (!attribute.fields) return attribute.type;
  return ['list', ['object', Object.fromEntries(Object.entries(attribute.fields).map(([name, field]) => [name, toType(field)]))]];
}

function leaveUnknown(value, block) {
  for (const [name, attribute] of Object.entries(block.attributes)) {
    if (attribute.computed && value[name] === null) value[name] = unknown;
  }
  for (const [name, nested] of Object.entries(block.blocks)) {
    const children = Array.isArray(value[name]) ? value[name] : [value[name]];
    for (const child of children) {
      if (child && typeof child === 'object' && !(child instanceof ExtData)) leaveUnknown(child, nested.block);
    }
  }
}
