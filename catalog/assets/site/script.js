"use strict";
// The page is whole without this. Here it gets a search, filters that the address remembers, tabs, buttons that copy, a
// theme, and what depends on the day: which releases are still supported.
(() => {
    const root = document.documentElement;
    root.classList.add("js");
    const all = (selector, from = document) => [...from.querySelectorAll(selector)];
    const one = (selector, from = document) => from.querySelector(selector);

    const make = (tag, properties = {}, ...children) => {
        const element = Object.assign(document.createElement(tag), properties);
        element.append(...children);
        return element;
    };

    // A browser may refuse to keep anything, for a page from a file above all.
    const kept = {
        get() { try { return localStorage.getItem("theme"); } catch { return null; } },
        set(value) { try { localStorage.setItem("theme", value); } catch { /* it is asked for again */ } },
    };
    const system = matchMedia("(prefers-color-scheme: dark)");
    const theme = () => kept.get() || root.dataset.theme || (system.matches ? "dark" : "light");
    root.dataset.theme = theme();

    function setUpTheme() {
        const button = one("#theme");
        const show = () => button.setAttribute("aria-pressed", String(root.dataset.theme === "dark"));
        button.addEventListener("click", () => {
            root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
            kept.set(root.dataset.theme);
            show();
        });
        system.addEventListener("change", () => {
            if (kept.get()) return;
            root.dataset.theme = system.matches ? "dark" : "light";
            show();
        });
        show();
    }

    // ISO dates compare as text.
    const today = new Date().toISOString().slice(0, 10);
    const days = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / 864e5);
    const isOver = (until) => until !== "" && until < today;

    function inWords(count) {
        const [number, unit] = count < 60 ? [count, "day"] : count < 730 ? [Math.round(count / 30.4), "month"] : [Math.round(count / 365), "year"];
        return `${number} ${unit}${number === 1 ? "" : "s"}`;
    }

    function showSupport(release) {
        const {released, until} = release.dataset;
        const left = days(today, until);
        if (Number.isNaN(left)) return;
        const over = isOver(until);
        release.classList.add(over ? "over" : "supported");
        if (over) one(".state", release).firstChild.data = "Support ended ";
        one(".left", release).textContent = over ? `${inWords(-left)} ago` : `${inWords(left)} left`;
        const whole = days(released, until);
        const bar = one(".window", release);
        if (whole > 0) one("span", bar).style.width = `${Math.min(100, Math.max(0, (100 * days(released, today)) / whole))}%`;
        else bar.hidden = true;
    }

    const say = (text) => { one("#said").textContent = text; };

    // Where the page did not come by https, the browser offers no clipboard: what is selected can still be copied.
    async function copy(text, shown) {
        try {
            await navigator.clipboard.writeText(text);
            return true;
        } catch {
            getSelection().selectAllChildren(shown);
            return document.execCommand("copy");
        }
    }

    function addCopyButton(box) {
        const shown = one("code", box);
        const button = make("button", {type: "button", className: "copy"}, "Copy");
        button.setAttribute("aria-label", `Copy ${box.dataset.what}`);
        button.addEventListener("click", async () => {
            const done = await copy(box.dataset.copy || shown.textContent, shown);
            button.textContent = done ? "Copied" : "Press Ctrl+C";
            button.classList.toggle("done", done);
            say(done ? `Copied the ${box.dataset.what}` : "It is selected: copy it by Ctrl+C");
            setTimeout(() => { button.textContent = "Copy"; button.classList.remove("done"); }, 2000);
        });
        box.append(button);
    }

    // The ways to install, as tabs: the one that was chosen last is in front everywhere.
    let chosenWay = "";

    function chooseWay(panel, way, focus = false) {
        for (const tab of all("[role=tab]", panel)) {
            const chosen = tab.dataset.way === way;
            tab.setAttribute("aria-selected", String(chosen));
            tab.tabIndex = chosen ? 0 : -1;
            if (chosen && focus) tab.focus();
        }
        for (const section of all(".way", panel)) section.hidden = section.dataset.way !== way;
    }

    function addTabs(panel, name) {
        const sections = all(".way", panel);
        if (sections.length === 0) return;
        const list = make("div", {className: "tabs"});
        list.setAttribute("role", "tablist");
        list.setAttribute("aria-label", "Ways to install");
        for (const section of sections) {
            const {way} = section.dataset;
            const tab = make("button", {type: "button", id: `tab-${way}-${name}`}, one("h3", section).textContent);
            tab.dataset.way = way;
            tab.setAttribute("role", "tab");
            section.id = `way-${way}-${name}`;
            tab.setAttribute("aria-controls", section.id);
            section.setAttribute("role", "tabpanel");
            section.setAttribute("aria-labelledby", tab.id);
            one("h3", section).hidden = true;
            tab.addEventListener("click", () => { chosenWay = way; chooseWay(panel, way); remember(); });
            list.append(tab);
        }
        list.addEventListener("keydown", (event) => {
            const ways = sections.map((section) => section.dataset.way);
            const at = ways.indexOf(event.target.dataset.way);
            const to = {ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: ways.length - 1}[event.key];
            if (to === undefined) return;
            event.preventDefault();
            chosenWay = ways[(to + ways.length) % ways.length];
            chooseWay(panel, chosenWay, true);
            remember();
        });
        one(".ways", panel).prepend(list);
    }

    // A panel gets its tabs and buttons when it is opened first: there may be hundreds.
    function furnish(build) {
        const panel = one(".panel", build);
        if (!panel.dataset.ready) {
            panel.dataset.ready = "yes";
            addTabs(panel, build.id);
            all(".command", panel).forEach(addCopyButton);
        }
        const ways = all(".way", panel).map((section) => section.dataset.way);
        if (ways.length) chooseWay(panel, ways.includes(chosenWay) ? chosenWay : ways[0]);
    }

    const isOpen = (build) => build.classList.contains("open");

    function open(build, wanted) {
        if (wanted) furnish(build);
        build.classList.toggle("open", wanted);
        one("details", build).open = wanted;
        one(".expand", build).setAttribute("aria-expanded", String(wanted));
    }

    let builds = [], form, releases = [];
    const ticks = ["supported", "proven"], choices = ["release", "toolchain", "flavour", "arch"];
    const texts = new Map();

    function parts(build) {
        if (!texts.has(build)) {
            const row = all(".row > :not(.toggle)", build).map((cell) => cell.textContent).join(" ");
            const inside = all(".searched > *, p", one(".panel", build)).map((part) => part.textContent.replace(/\s+/g, " ").trim());
            const shown = `slurm ${build.dataset.release} ${row}`.toLowerCase();
            texts.set(build, {shown, inside, whole: `${shown} ${inside.join("\n").toLowerCase()}`});
        }
        return texts.get(build);
    }

    // What of the panel was found, where the row does not show it.
    function showReason(build, words) {
        const {shown, inside} = parts(build);
        const hidden = words.filter((word) => !shown.includes(word));
        const found = inside.find((part) => hidden.some((word) => part.toLowerCase().includes(word)));
        let reason = one(".reason", build);
        if (!found) { reason?.remove(); return; }
        if (!reason) one(".system", build).append(reason = make("span", {className: "reason"}));
        const at = found.toLowerCase().indexOf(hidden.find((word) => found.toLowerCase().includes(word)));
        reason.textContent = found.length < 60 ? found : `…${found.slice(Math.max(0, at - 16), at + 32)}…`;
    }

    function fits(build, wanted, words) {
        const {dataset} = build;
        if (choices.some((name) => wanted[name] && dataset[name] !== wanted[name])) return false;
        if (wanted.proven && !build.classList.contains("proven")) return false;
        if (wanted.supported && (isOver(dataset.until) || build.classList.contains("revoked"))) return false;
        return words.every((word) => parts(build).whole.includes(word));
    }

    const wishes = () => Object.fromEntries([...new FormData(form)].filter(([, value]) => value.trim() !== ""));

    function filter() {
        const wanted = wishes();
        const words = (wanted.q || "").toLowerCase().split(/\s+/).filter(Boolean);
        let count = 0;
        for (const build of builds) {
            build.hidden = !fits(build, wanted, words);
            if (build.hidden) continue;
            ++count;
            showReason(build, words);
        }
        for (const release of releases) release.hidden = !one(".build:not([hidden])", release);
        one("#count").textContent = count === builds.length ? `${count} builds` : `${count} of ${builds.length} builds`;
        one("#clear").hidden = Object.keys(wanted).length === 0;
        one("#none").hidden = count > 0;
    }

    // The address says what is shown, so that it can be sent to somebody. Browsers refuse too many changes in a row.
    let timer;
    function remember() {
        clearTimeout(timer);
        timer = setTimeout(() => {
            const state = new URLSearchParams(wishes());
            if (chosenWay) state.set("way", chosenWay);
            for (const build of builds.filter(isOpen)) state.append("build", build.id);
            history.replaceState(null, "", `#${state}`);
        }, 150);
    }

    function recall() {
        const state = new URLSearchParams(location.hash.slice(1));
        chosenWay = state.get("way") || "";
        form.elements.q.value = state.get("q") || "";
        for (const name of choices) {
            form.elements[name].value = state.get(name) || "";
            if (form.elements[name].selectedIndex < 0) form.elements[name].value = "";
        }
        for (const name of ticks) form.elements[name].checked = state.has(name);
        const wanted = new Set(state.getAll("build"));
        for (const build of builds) if (isOpen(build) || wanted.has(build.id)) open(build, wanted.has(build.id));
        filter();
        builds.find((build) => wanted.has(build.id))?.scrollIntoView({block: "start"});
    }

    function clear() {
        form.elements.q.value = "";
        for (const name of choices) form.elements[name].value = "";
        for (const name of ticks) form.elements[name].checked = false;
        filter();
        remember();
        form.elements.q.focus();
    }

    function setUpFilters() {
        form.addEventListener("input", () => { filter(); remember(); });
        form.addEventListener("submit", (event) => event.preventDefault());
        form.addEventListener("reset", (event) => { event.preventDefault(); clear(); });
        one("#clear-all").addEventListener("click", clear);
        document.addEventListener("keydown", (event) => {
            const typing = event.target.closest("input, select, textarea");
            if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
                event.preventDefault();
                form.elements.q.focus();
            }
        });
        // On a phone the filters would fill the screen.
        if (matchMedia("(max-width: 46rem)").matches) one(".choices").open = false;
        addEventListener("hashchange", () => { if (location.hash.includes("=") || location.hash === "") recall(); });
    }

    function setUpBuilds() {
        for (const build of builds) {
            one(".row", build).addEventListener("click", (event) => {
                if (event.target.closest("a") || String(getSelection()) !== "") return;
                open(build, !isOpen(build));
                remember();
            });
        }
    }

    document.addEventListener("DOMContentLoaded", () => {
        setUpTheme();
        all(".trust [data-copy]").forEach(addCopyButton);
        one("#stale").hidden = !isOver(one("#stale").dataset.expires);
        releases = all(".release");
        releases.forEach(showSupport);
        builds = all(".build");
        form = one("#filters");
        if (!form) return;
        setUpBuilds();
        setUpFilters();
        recall();
    });
})();
