using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace PmpPulse.Security.Tests.CrossOrigin;

/// <summary>A web page on another port that tries every way for a page to send a request elsewhere.</summary>
internal sealed class AttackPage : IAsyncDisposable
{
    private readonly WebApplication _server;

    private AttackPage(WebApplication server) => _server = server;

    public int Port => new Uri(_server.Urls.First()).Port;

    /// <param name="script">Body of an async function that returns an array of what it could read.</param>
    public static async Task<AttackPage> StartAsync(string script)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        server.Run(async context =>
        {
            context.Response.ContentType = "text/html";
            await context.Response.WriteAsync($"<!doctype html><title>page</title><body><script>window.attack = async () => {{ {script} }};</script>");
        });
        await server.StartAsync();
        return new AttackPage(server);
    }

    /// <summary>
    /// The attacks on one URL. Each reports its name if the page could read an answer. A navigation (form, frame, image) tells the page
    /// only that it ended.
    /// </summary>
    public const string Library =
        """
        const read = [];
        const attempt = async (name, action) => { try { const text = await action(); if (text) read.push(name + ': ' + text.slice(0, 200)); } catch { } };
        const ended = (element, parent) => new Promise(done => { element.onload = element.onerror = done; setTimeout(done, 3000); (parent ?? document.body).append(element); });
        const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
        const submit = async (url, type, name, value, sandbox) => {
          const frame = make('iframe', { name: 'f' + Math.random() });
          if (sandbox) frame.sandbox = 'allow-forms allow-scripts';
          document.body.append(frame);
          const form = make('form', { method: 'POST', action: url, enctype: type, target: frame.name });
          if (name) form.append(make('textarea', { name, value }));
          document.body.append(form);
          const loaded = new Promise(done => { frame.onload = done; setTimeout(done, 3000); });
          form.submit();
          await loaded;
        };
        const command = async (method, url, body) => {
          const text = async answer => answer.type === 'opaque' ? '' : answer.status + ' ' + await answer.text();
          for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/json'])
            for (const mode of ['no-cors', 'cors'])
              await attempt(`${method} ${type} ${mode} ${url}`, async () => text(await fetch(url, { method, mode, body, headers: { 'Content-Type': type } })));
          await attempt(`${method} blob ${url}`, async () => text(await fetch(url, { method, mode: 'no-cors', body: new Blob([body ?? '']) })));
          await attempt(`${method} empty ${url}`, async () => text(await fetch(url, { method, mode: 'no-cors', credentials: 'include', keepalive: true })));
          await attempt(`XHR ${method} ${url}`, () => new Promise((done, failed) => {
            const request = new XMLHttpRequest(); request.open(method, url); request.withCredentials = true; request.onerror = failed; request.onload = () => done(request.responseText); request.send(body); }));
          if (method !== 'POST') return;
          for (const data of [body, new Blob([body ?? ''], { type: 'text/plain' }), new Blob([body ?? ''], { type: 'application/json' })]) navigator.sendBeacon(url, data);
          for (const sandbox of [false, true]) {
            // a one-field text form is valid JSON if the field's name ends inside a string, which then swallows the equals sign
            await submit(url, 'text/plain', (body ?? '').slice(0, -1) + ',"x":"', '"}', sandbox);
            await submit(url, 'application/x-www-form-urlencoded', '', '', sandbox);
            await submit(url, 'multipart/form-data', 'x', body ?? '', sandbox);
          }
        };
        const look = async url => {
          for (const mode of ['cors', 'no-cors'])
            await attempt(`GET ${mode} ${url}`, async () => { const answer = await fetch(url, { mode, cache: 'no-store' }); return answer.type === 'opaque' ? '' : answer.text(); });
          await ended(make('img', { src: url }));
          await ended(make('script', { src: url }));
          await ended(make('link', { rel: 'stylesheet', href: url }));
          await ended(make('link', { rel: 'prefetch', href: url }), document.head);
          await ended(make('video', { src: url }));
          await ended(make('object', { data: url }));
          const frame = make('iframe', { src: url });
          await ended(frame);
          await attempt(`frame ${url}`, () => frame.contentDocument && frame.contentDocument.URL !== 'about:blank' ? frame.contentDocument.documentElement.outerHTML : '');
          await new Promise(done => { const events = new EventSource(url); events.onerror = events.onopen = () => { events.close(); done(); }; setTimeout(done, 3000); });
          await new Promise(done => { const socket = new WebSocket(url.replace('http', 'ws')); socket.onopen = () => { read.push('WebSocket ' + url); done(); }; socket.onerror = done; setTimeout(done, 3000); });
        };
        """;

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
