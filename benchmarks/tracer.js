// What a transaction did, told by the node while it runs again. Gas is taken from the difference between two steps,
// because the cost that a node states for a call includes what it hands on. `price` is benchmarks/opcodes.toml, `usdc`
// the token's address.
{
  price: {},
  usdc: "",
  last: null, // the step before
  calls: [], // by depth: the call that is open there
  classes: {}, // class -> gas
  slots: {}, // "contract slot" -> kind
  accounts: {}, // address -> true, touched for the first time
  usdcComputing: 0, // of "repeats" and "computation", what the token's own code used

  setup: function (config) {
    var given = JSON.parse(config);
    this.price = given.price;
    this.usdc = given.usdc;
  },

  add: function (name, gas) {
    if (gas !== 0) this.classes[name] = (this.classes[name] || 0) + gas;
    if (this.inUsdc && (name === "repeats" || name === "computation")) this.usdcComputing += gas;
  },

  load: function (step, gas) {
    var cold = gas === this.price.cold_slot;
    this.add(cold ? "reads" : "repeats", gas);
    if (cold) this.slots[step.slot] = "read";
  },

  store: function (step, gas) {
    var price = this.price;
    var cold = gas > price.cold_slot && gas !== price.slot_set && gas !== price.slot_reset;
    var write = cold ? gas - price.cold_slot : gas;
    if (cold) this.add("reads", price.cold_slot);
    if (write === price.slot_set) {
      this.add("new_slots", write);
      this.slots[step.slot] = "new";
    } else if (write === price.slot_reset) {
      this.add("changed_slots", write);
      this.slots[step.slot] = step.zero ? "clear" : "change";
    } else {
      this.add("repeats", write);
      if (this.slots[step.slot] === "new" && step.zero) this.slots[step.slot] = "restore";
    }
  },

  touch: function (step, gas) {
    var price = this.price;
    var check = step.account === "0x0000000000000000000000000000000000000001" ? price.ecrecover : 0;
    var cold = gas - check >= price.cold_account;
    var access = cold ? price.cold_account : price.warm_access;
    if (cold) this.accounts[step.account] = true;
    this.add("signatures", check);
    this.add(cold ? "accounts" : "repeats", access);
    this.add("computation", gas - check - access);
  },

  charge: function (step, gas) {
    this.inUsdc = step.contract === this.usdc;
    if (step.op === "SLOAD") this.load(step, gas);
    else if (step.op === "SSTORE") this.store(step, gas);
    else if (step.account) this.touch(step, gas);
    else if (step.op.indexOf("LOG") === 0) this.add("logs", gas);
    else if (step.op === "TLOAD" || step.op === "TSTORE") this.add("repeats", gas);
    else this.add("computation", gas);
  },

  step: function (log) {
    var depth = log.getDepth();
    var gas = log.getGas();
    var before = this.last;
    if (before && depth === before.depth) {
      this.charge(before, before.gas - gas);
    } else if (before && depth > before.depth) {
      before.handed = gas;
      this.calls[before.depth] = before;
    } else if (before) {
      var call = this.calls[depth];
      this.charge(call, call.gas - gas - (call.handed - before.gas));
    }
    var op = log.op.toString();
    var now = { depth: depth, gas: gas, op: op, contract: toHex(log.contract.getAddress()) };
    if (op === "SLOAD" || op === "SSTORE") {
      now.slot = now.contract + " " + log.stack.peek(0).toString(16);
      now.zero = op === "SSTORE" && log.stack.peek(1).toString(16) === "0";
    } else if (op === "CALL" || op === "STATICCALL" || op === "DELEGATECALL") {
      now.account = toHex(toAddress(log.stack.peek(1).toString(16)));
    } else if (op === "EXTCODESIZE") {
      now.account = toHex(toAddress(log.stack.peek(0).toString(16)));
    }
    this.last = now;
  },

  fault: function () {},

  result: function () {
    return {
      classes: this.classes,
      slots: this.slots,
      accounts: this.accounts,
      usdcComputing: this.usdcComputing,
    };
  },
}
