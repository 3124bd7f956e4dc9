/** The part of the dissector that shows structures and follows the sizes, counts and offsets in them. */
export const STRUCTURES_PROGRAM: string = `
-- Structures. A group of STRUCTURE has a layout for each size; a buffer remembers which of its bytes have been shown.

local function layout_of_size(group, size)
  local fitting
  for _, layout in ipairs(STRUCTURE[group]) do
    if layout.size <= size then fitting = layout end
  end
  return fitting
end

local function layout_of_version(group, version)
  local size = VERSION[1][group]
  for _, row in ipairs(VERSION) do
    if row.version <= version then size = row[group] end
  end
  return size and layout_of_size(group, size)
end

local function field_named(layout, name)
  for _, row in ipairs(layout.fields) do
    if row.name == name then return row end
  end
end

-- The number in a field of at most 32 bits; nil where the layout has no such field.
local function number_in(bytes, base, layout, name)
  local row = field_named(layout, name)
  return row and bytes:range(base + row.offset, row.width):le_uint()
end

-- What is in a field of at most 64 bits.
local function whole_in(bytes, base, layout, name)
  local row = field_named(layout, name)
  return bytes:range(base + row.offset, row.width):le_uint64()
end

local function uuid_text(digits)
  return (digits:gsub("^(........)(....)(....)(....)(............)$", "%1-%2-%3-%4-%5"))
end

local function value_text(value)
  local digits = value:tohex():gsub("^0+", "")
  if #digits == 0 then return "0" end
  if #digits == 1 and digits:find("%d") then return digits end
  return "0x" .. digits
end

local function is_zero(range)
  return range:bytes():tohex():find("[^0]") == nil
end

local function add_field(tree, row, range)
  local item
  if row.uuid then
    item = tree:add(field[row.filter], range, uuid_text(range:bytes():tohex(true)))
  else
    item = tree:add_le(field[row.filter], range)
  end
  for _, part in ipairs(row.parts or {}) do
    item:add_le(field[part], range)
  end
  if row.zero and not is_zero(range) then
    item:add_proto_expert_info(ffa_expert.reserved, "Must be zero")
  end
end

-- Adds the fields whose bytes are there.
local function add_fields(tree, bytes, base, layout)
  for _, row in ipairs(layout.fields) do
    local at = base + row.offset
    if at + row.width <= bytes:len() then add_field(tree, row, bytes:range(at, row.width)) end
  end
end

local function headline(buffer, layout, base)
  local text = ""
  for _, name in ipairs(layout.headline or {}) do
    text = text .. ", " .. name .. " " .. value_text(whole_in(buffer.bytes, base, layout, name))
  end
  return text
end

-- Marks bytes as shown. Answers whether some of them have been before.
local function mark(buffer, base, size)
  local contested = false
  for at = base, base + size - 1 do
    contested = contested or buffer.shown[at]
    buffer.shown[at] = true
  end
  return contested
end

-- Shows a structure of a buffer. Answers "whole", "contested" where bytes belong to another structure, too, or "cut".
local function claim(buffer, layout, base, title)
  local present = math.max(0, math.min(layout.size, buffer.bytes:len() - base))
  local tree = buffer.tree
  if present > 0 then
    local whole = present == layout.size and headline(buffer, layout, base) or ""
    tree = buffer.tree:add(buffer.bytes:range(base, present), title .. whole)
    add_fields(tree, buffer.bytes, base, layout)
  end
  if present < layout.size then
    local text = title .. " needs " .. layout.size .. " bytes at " .. base .. ", and " .. present .. " are there"
    tree:add_proto_expert_info(buffer.experts.cut_off, text)
    return "cut"
  end
  if mark(buffer, base, layout.size) then
    tree:add_proto_expert_info(buffer.experts.overlap, title .. " overlaps another structure")
    return "contested"
  end
  return "whole"
end

-- Shows elements until the bytes end or one overlaps another structure, which also bounds the work on hostile counts.
local function claim_array(buffer, layout, title, base, count, stride, may_end_early, each)
  for index = 0, count - 1 do
    local at = base + index * stride
    if at >= buffer.bytes:len() then
      if not may_end_early then
        local text = title .. ": " .. index .. " of " .. count .. " are there"
        buffer.tree:add_proto_expert_info(buffer.experts.cut_off, text)
      end
      return
    end
    local found = claim(buffer, layout, at, title .. " " .. index)
    if found == "cut" then return end
    if each then each(at) end
    if found == "contested" then return end
  end
end

local function claim_composite(buffer, base)
  local layout = STRUCTURE.composite[1]
  if claim(buffer, layout, base, layout.name) == "cut" then return end
  local count = number_in(buffer.bytes, base, layout, "constituentCount")
  local constituent = STRUCTURE.constituent[1]
  claim_array(buffer, constituent, "Constituent", base + layout.size, count, constituent.size, true)
end

-- What buffers hold, by the name of the content.
local contents = {}

function contents.transaction(buffer)
  local bytes, header = buffer.bytes, layout_of_version("transaction", buffer.version)
  if claim(buffer, header, 0, header.name) == "cut" then return end
  local stride = number_in(bytes, 0, header, "accessSize") or layout_of_version("receiver", buffer.version).size
  local first = number_in(bytes, 0, header, "accessOffset") or header.size
  local count = number_in(bytes, 0, header, "accessCount")
  local receiver = layout_of_size("receiver", stride)
  if receiver == nil then
    if count > 0 then
      buffer.tree:add_proto_expert_info(buffer.experts.undecodable, stride .. " bytes hold no access descriptor")
    end
    return
  end
  local offsets, known = {}, {}
  claim_array(buffer, receiver, "Receiver", first, count, stride, false, function(at)
    local offset = number_in(bytes, at, receiver, "compositeOffset")
    if offset ~= 0 and not known[offset] then
      known[offset] = true
      offsets[#offsets + 1] = offset
    end
  end)
  for _, offset in ipairs(offsets) do claim_composite(buffer, offset) end
end

contents["retrieve-request"] = contents.transaction
contents["retrieve-response"] = contents.transaction

function contents.fragment(buffer)
  local layout = STRUCTURE.constituent[1]
  claim_array(buffer, layout, "Constituent", 0, math.huge, layout.size, true)
end

function contents.relinquish(buffer)
  local layout, leaver = STRUCTURE.relinquish[1], STRUCTURE.leaver[1]
  if claim(buffer, layout, 0, layout.name) == "cut" then return end
  local count = number_in(buffer.bytes, 0, layout, "endpointCount")
  claim_array(buffer, leaver, "Endpoint", layout.size, count, leaver.size, false)
end

contents["partition-info"] = function(buffer)
  local size = buffer.element_size
  if size == 0 then size = layout_of_version("partition_info", buffer.version).size end
  local layout = layout_of_size("partition_info", size)
  if layout == nil then
    buffer.tree:add_proto_expert_info(buffer.experts.undecodable, size .. " bytes hold no partition description")
    return
  end
  claim_array(buffer, layout, "Partition", 0, math.huge, size, true)
end

-- A payload that starts inside the longer header leaves room for the shorter one only.
function contents.message(buffer)
  local bytes, shortest = buffer.bytes, STRUCTURE.message[1]
  local layout = layout_of_version("message", buffer.version)
  if layout == nil then
    buffer.tree:add_proto_expert_info(buffer.experts.undecodable, "This version has no indirect messages")
    return
  end
  if bytes:len() >= shortest.size and number_in(bytes, 0, shortest, "offset") < layout.size then layout = shortest end
  if claim(buffer, layout, 0, layout.name) == "cut" then return end
  local offset, size = number_in(bytes, 0, layout, "offset"), number_in(bytes, 0, layout, "size")
  local there = math.min(size, bytes:len() - offset)
  if there > 0 then buffer.tree:add(field["ffa.payload"], bytes:range(offset, there)) end
  if there < size then buffer.tree:add_proto_expert_info(buffer.experts.cut_off, "The payload is cut off") end
end

contents["rxtx-endpoint"] = function(buffer)
  local layout = layout_of_version("rxtx", buffer.version)
  if claim(buffer, layout, 0, layout.name) == "cut" then return end
  claim_composite(buffer, number_in(buffer.bytes, 0, layout, "rxOffset"))
  claim_composite(buffer, number_in(buffer.bytes, 0, layout, "txOffset"))
end

-- A list may go on in later answers, which have no header.
contents["resource-info"] = function(buffer)
  local layout, reached = STRUCTURE.resource_info[1], STRUCTURE.reached[1]
  if claim(buffer, layout, 0, layout.name) == "cut" then return end
  local stride = number_in(buffer.bytes, 0, layout, "descriptorSize")
  if stride < reached.size then
    buffer.tree:add_proto_expert_info(buffer.experts.undecodable, stride .. " bytes hold no address map descriptor")
    return
  end
  local first, count = number_in(buffer.bytes, 0, layout, "offset"), number_in(buffer.bytes, 0, layout, "count")
  claim_array(buffer, reached, "Reached", first, count, stride, true)
end

contents["address-map"] = function(buffer)
  local reached = STRUCTURE.reached[1]
  claim_array(buffer, reached, "Reached", 0, math.huge, reached.size, true)
end
`;
