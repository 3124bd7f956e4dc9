/** The part of the dissector that takes the items of a packet apart. */
export const ITEMS_PROGRAM: string = `
-- Items. A packet remembers what they tell of it.

-- What an item holds behind its fields and texts, by its name.
local rest = {}

local function show_whole_registers(packet, registers)
  local tree = packet.tree:add(registers, "Registers")
  for at = 0, registers:len() - 8, 8 do
    local target = field["ffa.x" .. math.floor(at / 8)]
    if target then tree:add_le(target, registers:range(at, 8)) end
  end
end

local NOT_KNOWN = 0xffffffff

-- Adds a status. Answers its name.
local function show_status(packet, range)
  local status = STATUS_NAMES[range:le_int()] or "status " .. range:le_int()
  local item = packet.tree:add_le(field["ffa.status"], range)
  packet.tree:add(field["ffa.status.name"], status):set_generated()
  local asked = FUNCTION_NAMES[packet.id] or "The call"
  item:add_proto_expert_info(ffa_expert.refused, asked .. " was refused: " .. status)
  return status
end

-- An answer whose w0 is no function: a version, or the -1 of those who do not know the call at all.
local function show_plain_answer(packet, range, id)
  if id == NOT_KNOWN then return show_status(packet, range) end
  if packet.called ~= "FFA_VERSION" then return string.format("0x%x", id) end
  packet.tree:add_le(field["ffa.version"], range)
  return "version " .. (VERSION_NAMES[id] or string.format("0x%x", id))
end

-- Adds what an answer says. Answers the summary.
local function show_answer(packet, registers)
  local first = registers:range(0, 4)
  local id = first:le_uint()
  local row, plain = function_of(id)
  if row == nil then return show_plain_answer(packet, first, id) end
  packet.tree:add_le(field["ffa.answer"], first)
  local name = FUNCTION_NAMES[plain]
  if row.name == "FFA_ERROR" then return name .. " " .. show_status(packet, registers:range(16, 4)) end
  local called = FUNCTION[packet.id]
  local arguments = row.name == "FFA_SUCCESS" and called and called.gives or row.takes
  return name .. " " .. add_arguments(packet.tree, registers, arguments, is_wide(id))
end

function rest.registers(packet, registers)
  packet.registers = registers
  if registers:len() >= 24 then
    if packet.kind == "answer" then
      packet.summary = "-> " .. show_answer(packet, registers)
    else
      local row, plain = function_of(packet.id)
      local name = FUNCTION_NAMES[plain] or string.format("0x%08x", packet.id)
      local arguments = row and add_arguments(packet.tree, registers, row.takes, is_wide(packet.id)) or ""
      packet.summary = name .. " " .. arguments
    end
  end
  show_whole_registers(packet, registers)
end

-- Points at the bytes or at the register for which a call is refused.
local function show_broken(packet, range)
  local item = packet.tree:add(field[packet.protocol.name .. ".broken"], range, packet.rule)
  local rule = RULE[packet.rule]
  item:add_proto_expert_info(packet.protocol.experts.broken, packet.rule .. (rule and ": " .. rule.must or ""))
end

-- The same for bytes of what the sender has written, as many as are there.
local function show_broken_bytes(packet, bytes)
  local broken = packet.protocol.asks[packet.kind] and packet.broken
  local present = broken and math.min(broken.length, bytes:len() - broken.offset) or 0
  if present > 0 then show_broken(packet, bytes:range(broken.offset, present)) end
end

function rest.bytes(packet, bytes, tree, value)
  local layout = STRUCTURE.buffer[1]
  local buffer = {
    tree = tree,
    bytes = bytes,
    shown = {},
    experts = packet.protocol.experts,
    version = number_in(value, 0, layout, "version"),
    element_size = number_in(value, 0, layout, "elementSize"),
  }
  local read = contents[CONTENT_NAMES[number_in(value, 0, layout, "content")]]
  if read then read(buffer) else tree:add(field["ffa.bytes"], bytes) end
  show_broken_bytes(packet, bytes)
end

-- What an item means beyond its fields, by its name.
local meaning = {}

function meaning.partition(packet, tree, value, texts)
  packet.party = texts[1]
end

function meaning.vm(packet, tree, value, texts)
  packet.party = texts[1]
end

function meaning.refusal(packet, tree, value, texts)
  packet.rule = texts[1]
  local rule = RULE[packet.rule]
  if rule == nil then return end
  for _, part in ipairs({ "must", "why", "fix" }) do
    tree:add(field[packet.protocol.name .. ".rule." .. part], rule[part]):set_generated()
  end
end

function meaning.brokenBytes(packet, tree, value)
  local layout = STRUCTURE.brokenBytes[1]
  packet.broken = { offset = number_in(value, 0, layout, "offset"), length = number_in(value, 0, layout, "length") }
end

function meaning.brokenRegister(packet, tree, value)
  local register = number_in(value, 0, STRUCTURE.brokenRegister[1], "register")
  local registers = packet.kind == "call" and packet.registers
  if registers and (register + 1) * 8 <= registers:len() then
    show_broken(packet, registers:range(register * 8, 8))
  end
end

function meaning.change(packet, tree, value, texts)
  local layout = STRUCTURE.change[1]
  local address, pages = whole_in(value, 0, layout, "address"), whole_in(value, 0, layout, "pages")
  tree:append_text(": " .. texts[1] .. " " .. value_text(address) .. "+" .. tostring(pages) .. " " .. texts[2])
end

function meaning.fault(packet, tree, value, texts)
  local address = value_text(whole_in(value, 0, STRUCTURE.fault[1], "address"))
  packet.summary = "faults: " .. texts[1] .. " at " .. address .. ", " .. texts[2]
  tree:add_proto_expert_info(ffa_expert.faulted, packet.summary)
end

-- A text that ends with a zero byte, and where the next one starts.
local function text_at(value, at)
  local digits = value:range(at):bytes():tohex()
  for length = 0, #digits / 2 - 1 do
    if digits:sub(length * 2 + 1, length * 2 + 2) == "00" then
      return value:range(at, length), value:range(at, length):string(ENC_UTF_8), at + length + 1
    end
  end
end

local function show_item(packet, item, value)
  local at, tree, texts = 0, packet.tree, {}
  if item.structure then
    local layout = packet.protocol.structures[item.structure][1]
    if value:len() < layout.size then return false end
    tree = tree:add(value, item.title)
    add_fields(tree, value, 0, layout)
    at = layout.size
  end
  for _, name in ipairs(item.texts) do
    if at >= value:len() then return false end
    local range, text, next_at = text_at(value, at)
    if range == nil then return false end
    local shown = tree:add(field[packet.protocol.name .. "." .. name], range, text)
    if item.structure == nil then tree = shown end
    texts[#texts + 1] = text
    at = next_at
  end
  if meaning[item.name] then meaning[item.name](packet, tree, value, texts) end
  if item.rest and at < value:len() then rest[item.rest](packet, value:range(at), tree, value, texts) end
  return true
end

local function show_items(packet, tvb)
  local at = STRUCTURE.packet[1].size
  while at + 8 <= tvb:len() do
    local item, length = ITEM[tvb:range(at, 4):le_uint()], tvb:range(at + 4, 4):le_uint()
    local present = math.min(length, tvb:len() - at - 8)
    local whole = present == length
    if item and packet.protocol.items[item.of] and present > 0 then whole = show_item(packet, item, tvb:range(at + 8, present)) and whole end
    if not whole then
      packet.tree:add_proto_expert_info(packet.protocol.experts.cut_off, "An item is cut off")
    end
    at = at + 8 + math.ceil(length / 8) * 8
  end
end
`;
